package dev.telemetry.kafka.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.TopicAdmin;
import dev.telemetry.kafka.TopicAdminException;
import dev.telemetry.testkit.LocalCertificates;
import dev.telemetry.topic.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTlsTest {
  @TempDir static Path folder;
  private static LocalCertificates certificates;
  private HttpsServer server;

  @BeforeAll
  static void sign() {
    certificates = LocalCertificates.in(folder, "changeit");
  }

  private SchemaRegistryBuilder listen(String host, Path keys) throws IOException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(new TrustStore(null, null, keys, certificates.password()).context()));
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "{\"schema\": \"\\\"long\\\"\"}".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return SchemaRegistry.at("https://" + host + ":" + port()).patience(Duration.ofSeconds(1));
  }

  private int port() {
    return server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static void isRefused(SchemaRegistryBuilder registry) {
    assertThatExceptionOfType(SchemaRegistryException.class)
        .isThrownBy(() -> registry.open().byId(1))
        .withCauseInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void trustsTheNamedCertificatesOnly() throws IOException {
    SchemaRegistryBuilder registry =
        listen("localhost", certificates.keyStore("registry", "localhost"));

    assertThat(certificates.authority()).content().startsWith("-----BEGIN");
    assertThat(registry.trust(certificates.authority(), null).open().byId(1))
        .isEqualTo(Schema.create(Schema.Type.LONG));
    assertThat(registry.trust(certificates.trustStore(), "changeit").open().byId(1))
        .isEqualTo(Schema.create(Schema.Type.LONG));
    isRefused(registry);
  }

  @Test
  void checksTheHostName() throws IOException {
    isRefused(
        listen("127.0.0.1", certificates.keyStore("registry", "localhost"))
            .trust(certificates.authority(), null));
  }

  @Test
  void refusesACertificateWhoseTimeIsOverAsTheBrokersClientsDo() throws IOException {
    isRefused(
        listen("localhost", certificates.expiredKeyStore("expired", "localhost"))
            .trust(certificates.authority(), null));

    KafkaConnection broker =
        KafkaConnection.to("localhost:" + port()).tls(certificates.authority());
    assertThatExceptionOfType(TopicAdminException.class)
        .isThrownBy(() -> TopicAdmin.ensure(broker, Topics.READINGS))
        .withMessageContaining("NotAfter");
  }
}
