package dev.telemetry.kafka.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SerdeSettingsTest {
  private final AtomicReference<String> authorization = new AtomicReference<>();
  private HttpServer server;
  private String host;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          authorization.set(exchange.getRequestHeaders().getFirst("Authorization"));
          byte[] body = "{\"schema\": \"\\\"long\\\"\"}".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    host = "127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String sentWith(Map<String, ?> configs) {
    Map<String, Object> all = new HashMap<>(Map.of("schema.registry.url", "http://" + host));
    all.putAll(configs);
    assertThat(new SerdeSettings(all).registry().byId(1))
        .isEqualTo(Schema.create(Schema.Type.LONG));
    return authorization.get();
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }

  @Test
  void sendsNoCredentialsUnlessTold() {
    assertThat(sentWith(Map.of())).isNull();
    assertThat(sentWith(Map.of("schema.registry.url", List.of("http://" + host)))).isNull();
  }

  @Test
  void takesCredentialsFromTheUrl() {
    assertThat(sentWith(Map.of("schema.registry.url", "http://us%40er:p%3Aw@" + host)))
        .isEqualTo(basic("us@er:p:w"));
  }

  @Test
  void takesCredentialsFromUserInfo() {
    assertThat(
            sentWith(
                Map.of(
                    "basic.auth.credentials.source",
                    "USER_INFO",
                    "basic.auth.user.info",
                    new Password("user:p:w"))))
        .isEqualTo(basic("user:p:w"));
  }

  @Test
  void takesCredentialsFromSasl() {
    assertThat(
            sentWith(
                Map.of(
                    "basic.auth.credentials.source",
                    "SASL_INHERIT",
                    "sasl.jaas.config",
                    "x.ScramLoginModule required username=\"user\" password=\"p\\\"w\";")))
        .isEqualTo(basic("user:p\"w"));
  }

  @Test
  void takesATokenFromTheConfiguration() {
    assertThat(
            sentWith(
                Map.of(
                    "bearer.auth.credentials.source", "STATIC_TOKEN", "bearer.auth.token", "t0k")))
        .isEqualTo("Bearer t0k");
  }
}
