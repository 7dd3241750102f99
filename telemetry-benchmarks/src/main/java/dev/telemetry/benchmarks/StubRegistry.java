package dev.telemetry.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.telemetry.kafka.registry.SchemaRegistry;
import dev.telemetry.model.SensorReading;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/** A registry that knows one schema, asked once by each serializer. */
public final class StubRegistry implements AutoCloseable {
  /** Of the one schema. */
  public static final int ID = 1;

  private final HttpServer server;

  /**
   * Starts it.
   *
   * @throws IOException where no port is free
   */
  public StubRegistry() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", StubRegistry::answer);
    server.start();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    byte[] body =
        new ObjectMapper()
            .writeValueAsString(
                Map.of("id", ID, "version", 1, "schema", SensorReading.getClassSchema().toString()))
            .getBytes(UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /**
   * Where it listens.
   *
   * @return on the loopback interface
   */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /**
   * A client of it.
   *
   * @return for serializers
   */
  public SchemaRegistry client() {
    return SchemaRegistry.at(url()).open();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
