package dev.telemetry.examples.faults.stage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.telemetry.testkit.LocalSchemaRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A real registry behind a door of ours, which can be shut, slow, or answer with nonsense. */
public final class Registry implements AutoCloseable {
  /** How the door answers. */
  public enum Mood {
    /** As the registry does. */
    HONEST,
    /** Hangs up. */
    DOWN,
    /** As the registry does, seconds later. */
    SLOW,
    /** Says that it failed. */
    FAILING,
    /** Gives another schema than was asked for. */
    WRONG_SCHEMA
  }

  private static final long SLOWNESS_SECONDS = 3;
  private static final String OTHER_SCHEMA =
      "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"Other\\\",\\\"fields\\\":[]}\"}";

  private final LocalSchemaRegistry registry = LocalSchemaRegistry.start();
  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newCachedThreadPool(Registry::daemon);
  private final HttpServer door;
  private volatile Mood mood = Mood.HONEST;

  Registry() throws IOException {
    door = HttpServer.create(new InetSocketAddress(InetAddress.getByName(Ports.LOOPBACK), 0), 0);
    door.createContext("/", this::answer);
    door.setExecutor(threads);
    door.start();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "registry-door");
    thread.setDaemon(true);
    return thread;
  }

  /** Where clients connect: at the door. */
  public String url() {
    String path = URI.create(registry.url()).getPath();
    return "http://%s:%d%s".formatted(Ports.LOOPBACK, door.getAddress().getPort(), path);
  }

  /** From now on the door answers like this. */
  public void mood(Mood next) {
    mood = next;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      switch (mood) {
        case DOWN -> {} // closing without an answer breaks the connection off
        case FAILING -> reply(exchange, 500, "{\"error_code\":50001,\"message\":\"broken\"}");
        case WRONG_SCHEMA -> reply(exchange, 200, OTHER_SCHEMA);
        case SLOW -> {
          TimeUnit.SECONDS.sleep(SLOWNESS_SECONDS);
          pass(exchange);
        }
        case HONEST -> pass(exchange);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pass(HttpExchange exchange) throws IOException, InterruptedException {
    URI target = URI.create(registry.url()).resolve(exchange.getRequestURI());
    byte[] body = exchange.getRequestBody().readAllBytes();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type != null) {
      request.header("Content-Type", type);
    }
    HttpResponse<String> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    reply(exchange, answer.statusCode(), answer.body());
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    door.stop(0);
    threads.shutdownNow();
    registry.close();
  }
}
