package dev.telemetry.examples.faults.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands before the registry: passes requests on, counts those for schemas by id, and gives answers
 * of its own to the ids that it was told, as a registry does that somebody has broken into.
 */
final class RegistryFront implements AutoCloseable {
  private static final String BY_ID = "/schemas/ids/";
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client = HttpClient.newHttpClient();
  private final URI registry;
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final AtomicLong lookups = new AtomicLong();

  private RegistryFront(HttpServer server, URI registry) {
    this.server = server;
    this.registry = registry;
  }

  static RegistryFront before(String registryUrl) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    HttpServer server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    RegistryFront front = new RegistryFront(server, URI.create(registryUrl));
    server.setExecutor(front.threads);
    server.createContext("/", front::handle);
    server.start();
    return front;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + registry.getPath();
  }

  /** The whole answer to who asks for this id. */
  void answer(int id, String body) {
    answers.put(Integer.toString(id), body);
  }

  /** How often schemas were asked for by their id. */
  long lookups() {
    return lookups.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath();
      int at = path.lastIndexOf(BY_ID);
      String own = at < 0 ? null : answers.get(path.substring(at + BY_ID.length()));
      if (at >= 0) {
        lookups.incrementAndGet();
      }
      if (own == null) {
        passOn(exchange);
      } else {
        reply(exchange, 200, own.getBytes(UTF_8));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void passOn(HttpExchange exchange) throws IOException, InterruptedException {
    try (InputStream body = exchange.getRequestBody()) {
      HttpRequest request =
          HttpRequest.newBuilder(registry.resolve(exchange.getRequestURI()))
              .header("Content-Type", MEDIA_TYPE)
              .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body.readAllBytes()))
              .build();
      HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
      reply(exchange, answer.statusCode(), answer.body());
    }
  }

  private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", MEDIA_TYPE);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
