package dev.telemetry.kafka.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTlsTest {
  private static final String PASSWORD = "changeit";
  @TempDir Path folder;
  private Path keys;
  private Path certificate;
  private HttpsServer server;

  @BeforeEach
  void listen() throws Exception {
    keys = folder.resolve("keys.p12");
    certificate = folder.resolve("ca.pem");
    keytool(
        "-genkeypair",
        "-alias",
        "r",
        "-keyalg",
        "EC",
        "-dname",
        "CN=r",
        "-ext",
        "san=dns:localhost");
    keytool("-exportcert", "-alias", "r", "-rfc", "-file", certificate.toString());
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(new TrustStore(null, null, keys, PASSWORD).context()));
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "{\"schema\": \"\\\"long\\\"\"}".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  private void keytool(String... arguments) throws Exception {
    ProcessBuilder keytool =
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    keytool.command().addAll(List.of(arguments));
    keytool.command().addAll(List.of("-keystore", keys.toString(), "-storepass", PASSWORD));
    Process process = keytool.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private SchemaRegistryBuilder at(String host) {
    return SchemaRegistry.at("https://" + host + ":" + server.getAddress().getPort())
        .patience(Duration.ofSeconds(3));
  }

  @Test
  void trustsTheNamedCertificatesOnly() throws IOException {
    assertThat(Files.readString(certificate)).startsWith("-----BEGIN");
    assertThat(at("localhost").trust(certificate, null).open().byId(1))
        .isEqualTo(Schema.create(Schema.Type.LONG));
    assertThatExceptionOfType(SchemaRegistryException.class)
        .isThrownBy(() -> at("localhost").open().byId(1))
        .withCauseInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void checksTheHostName() {
    assertThatExceptionOfType(SchemaRegistryException.class)
        .isThrownBy(() -> at("127.0.0.1").trust(certificate, null).open().byId(1))
        .withCauseInstanceOf(SSLHandshakeException.class);
  }
}
