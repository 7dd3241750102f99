package dev.telemetry.kafka.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.telemetry.kafka.registry.SchemaRegistryException.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one of several registries that hold the same schemas. Each attempt asks them in turn,
 * beginning with the one that answered last; attempts are repeated with back-off while none
 * answers.
 */
final class RegistryHttp {
  static final int MAX_ANSWER_BYTES = 4 << 20;
  private static final int MAX_DETAIL = 500;
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final JsonMapper JSON = new JsonMapper();

  private final List<URI> bases;
  private final @Nullable String authorization;
  private final Duration timeout;
  private final HttpClient client;
  private final FailsafeExecutor<JsonNode> retries;
  private volatile int lastGood;

  RegistryHttp(SchemaRegistryBuilder settings) {
    bases = settings.urls();
    authorization = settings.authorization();
    timeout = settings.timeout();
    client =
        HttpClient.newBuilder()
            .sslContext(settings.trustStore().context())
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    retries = Failsafe.with(retryPolicy(settings.patience()));
  }

  private static RetryPolicy<JsonNode> retryPolicy(Duration patience) {
    Duration first = Duration.ofMillis(Math.max(1, Math.min(100, patience.toMillis() / 4)));
    return RetryPolicy.<JsonNode>builder()
        .handleIf(RegistryHttp::worthRepeating)
        .withBackoff(first, Duration.ofSeconds(2))
        .withJitter(0.2)
        .withMaxRetries(-1)
        .withMaxDuration(patience.plusMillis(2))
        .build();
  }

  private static boolean worthRepeating(Throwable error) {
    return error instanceof SchemaRegistryException refused
        && refused.retriable()
        && !Thread.currentThread().isInterrupted();
  }

  JsonNode get(String path) {
    return retries.get(() -> anyOf(path, null));
  }

  JsonNode post(String path, JsonNode body) {
    return retries.get(() -> anyOf(path, body.toString()));
  }

  private JsonNode anyOf(String path, @Nullable String body) {
    SchemaRegistryException last = null;
    int first = lastGood;
    for (int i = 0; i < bases.size(); i++) {
      int index = (first + i) % bases.size();
      try {
        JsonNode answer = ask(bases.get(index), path, body);
        lastGood = index;
        return answer;
      } catch (SchemaRegistryException e) {
        if (!e.retriable() || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        last = e;
      }
    }
    throw last == null ? new IllegalStateException("no registry") : last;
  }

  private JsonNode ask(URI base, String path, @Nullable String body) {
    HttpRequest request = request(base, path, body);
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, response -> new BoundedBody(MAX_ANSWER_BYTES));
    try {
      // the request's own timeout ends with the headers; this one bounds the body as well
      return read(base, request, answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(base, "interrupted while waiting for it", e);
    } catch (TimeoutException e) {
      throw unavailable(base, "no answer within " + timeout.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw failed(base, e.getCause() == null ? e : e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  private HttpRequest request(URI base, String path, @Nullable String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(timeout)
            .header("Accept", MEDIA_TYPE + ", application/json");
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return body == null
        ? request.GET().build()
        : request.header("Content-Type", MEDIA_TYPE).POST(BodyPublishers.ofString(body)).build();
  }

  private static JsonNode read(URI base, HttpRequest request, HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status == 200) {
      return parse(base, response.body());
    }
    String what = request.method() + " " + request.uri().getPath() + " at " + base;
    String detail = status + detail(response.body());
    throw switch (status) {
      case 401, 403 ->
          new SchemaRegistryException(
              Kind.UNAUTHORIZED,
              "the schema registry refuses the credentials for "
                  + what
                  + " ("
                  + detail
                  + "): check registryBasicAuth or registryBearerToken and what the user may do");
      case 404 ->
          new SchemaRegistryException(
              Kind.NOT_FOUND, "the schema registry does not know " + what + " (" + detail + ")");
      case 409 ->
          new SchemaRegistryException(
              Kind.INCOMPATIBLE,
              "the schema registry finds the schema incompatible with the versions before it, "
                  + what
                  + " ("
                  + detail
                  + "): give new fields a default, or use a new subject");
      case 408, 429, 500, 502, 503, 504 -> unavailable(base, "it answered " + detail, null);
      default ->
          new SchemaRegistryException(
              Kind.INVALID, "the schema registry refuses " + what + " (" + detail + ")");
    };
  }

  private static JsonNode parse(URI base, byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new SchemaRegistryException(
          Kind.INVALID, base + " does not answer in JSON: is it a schema registry's address?", e);
    }
  }

  private static String detail(byte[] body) {
    JsonNode answer = jsonOrNothing(new String(body, UTF_8));
    String message = answer.path("message").asText();
    return message.isEmpty()
        ? ""
        : ": " + message.substring(0, Math.min(MAX_DETAIL, message.length()));
  }

  private static JsonNode jsonOrNothing(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      // a proxy's error page; the status says enough
      return MissingNode.getInstance();
    }
  }

  private static SchemaRegistryException failed(URI base, Throwable error) {
    return error instanceof BoundedBody.TooLargeException
        ? new SchemaRegistryException(
            Kind.INVALID, "the schema registry at " + base + ": " + error.getMessage(), error)
        : unavailable(base, reason(error), error);
  }

  private static String advice(@Nullable Throwable cause) {
    return cause instanceof SSLException
        ? "check that the host name is the one in its certificate, and that tls(...) trusts who"
            + " signed it"
        : "check that it runs and can be reached";
  }

  private static String reason(Throwable error) {
    return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
  }

  private static SchemaRegistryException unavailable(
      URI base, String reason, @Nullable Throwable cause) {
    return new SchemaRegistryException(
        Kind.UNAVAILABLE,
        "the schema registry at "
            + base
            + " is unavailable, "
            + reason
            + ": "
            + advice(cause)
            + "; ids that are known already go on",
        cause);
  }
}
