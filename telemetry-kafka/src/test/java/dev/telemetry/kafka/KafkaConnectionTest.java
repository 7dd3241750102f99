package dev.telemetry.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.telemetry.topic.Topics;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaConnectionTest {
  private static final String CANARY = "c4nary-\"quoted\"-\\back";
  private static final KafkaConnection BROKER = KafkaConnection.to("broker:9093");

  @Test
  void refusesToBeUndecided() {
    assertThatIllegalStateException()
        .isThrownBy(BROKER::clientProperties)
        .withMessageContaining("tls(...)")
        .withMessageContaining("insecureLocal()");
    assertThatIllegalStateException()
        .isThrownBy(() -> BROKER.sasl(Sasl.scram("u", CANARY)).clientProperties())
        .withMessageContaining("insecureLocal()")
        .withMessageNotContaining(CANARY);
    assertThatIllegalStateException()
        .isThrownBy(() -> BROKER.registry("https://registry:8081").schemaRegistry());
    assertThatIllegalStateException()
        .isThrownBy(() -> TelemetryProducer.to(Topics.READINGS).connection(BROKER).build());
  }

  @Test
  void refusesBothTlsAndPlainText() {
    assertThatIllegalStateException()
        .isThrownBy(() -> BROKER.tls().insecureLocal().clientProperties())
        .withMessageContaining("contradict");
  }

  @Test
  void refusesAnUnencryptedRegistryInsideTls() {
    assertThatIllegalStateException()
        .isThrownBy(() -> BROKER.tls().registry("http://registry:8081").schemaRegistry())
        .withMessageContaining("https");
    assertThat(BROKER.insecureLocal().registry("http://registry:8081").schemaRegistry())
        .hasToString("schema registry [http://registry:8081]");
    assertThatIllegalStateException()
        .isThrownBy(() -> BROKER.tls().schemaRegistry())
        .withMessageContaining("registry(url)");
  }

  @Test
  void encryptsAndChecksHostNames() {
    Properties client =
        BROKER
            .tls(Path.of("trust.p12"), "trust-secret")
            .keyStore(Path.of("key.jks"), "key-secret")
            .sasl(Sasl.scram("gateway", CANARY))
            .clientProperties();

    assertThat(client)
        .containsEntry("bootstrap.servers", "broker:9093")
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("ssl.endpoint.identification.algorithm", "https")
        .containsEntry("ssl.truststore.location", "trust.p12")
        .containsEntry("ssl.truststore.type", "PKCS12")
        .containsEntry("ssl.truststore.password", "trust-secret")
        .containsEntry("ssl.keystore.type", "JKS")
        .containsEntry("ssl.key.password", "key-secret")
        .containsEntry("sasl.mechanism", "SCRAM-SHA-512");
    assertThat(BROKER.tls(Path.of("ca.pem")).clientProperties())
        .containsEntry("security.protocol", "SSL")
        .containsEntry("ssl.truststore.type", "PEM")
        .doesNotContainKey("ssl.truststore.password");
  }

  @Test
  void quotesCredentialsAsKafkaReadsThem() {
    Properties client =
        BROKER.insecureLocal().sasl(Sasl.plain("us\"er", CANARY)).clientProperties();
    Map<String, ?> configs =
        Map.of(SaslConfigs.SASL_JAAS_CONFIG, new Password(client.getProperty("sasl.jaas.config")));

    assertThat(client).containsEntry("security.protocol", "SASL_PLAINTEXT");
    assertThat(JaasContext.loadClientContext(configs).configurationEntries())
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry.getOptions().toString())
                    .contains("username=us\"er", "password=" + CANARY));
  }

  @Test
  void showsServersAndProtocolButNeverASecret() throws Exception {
    KafkaConnection full =
        BROKER
            .registry("https://registry:8081")
            .tls(Path.of("trust.p12"), CANARY)
            .keyStore(Path.of("key.p12"), CANARY)
            .sasl(Sasl.scram("gateway", CANARY))
            .registryBasicAuth("gateway", CANARY);

    assertThat(full.toString())
        .contains("broker:9093", "SASL_SSL", "https://registry:8081")
        .doesNotContain("c4nary");
    assertThat(full.registryBearerToken(CANARY).toString()).doesNotContain("c4nary");
    assertThat(Sasl.plain("gateway", CANARY).toString()).doesNotContain("c4nary");
    assertThat(copy(full)).hasToString(full.toString());
    assertThat(copy(full).clientProperties()).isEqualTo(full.clientProperties());
    // the stores do not exist: the error names them without their passwords
    assertThatIllegalArgumentException()
        .isThrownBy(full::schemaRegistry)
        .withMessageContaining("trust.p12")
        .withMessageNotContaining("c4nary");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BROKER.registry("https://user:c4nary@registry:8081"))
        .withMessageContaining("without user")
        .withMessageNotContaining("c4nary");
  }

  /** As read from a file, with the line's end: the JDK quotes the header that it refuses. */
  @Test
  void refusesATokenThatNoHeaderCarriesWithoutShowingIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BROKER.registryBearerToken("c4nary\n"))
        .withMessageContaining("line ends")
        .withMessageNotContaining("c4nary");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user:c4nary@registry:8081",
        "https://user:c4nary@registry:8081/path",
        "https://user:c4/nary@c4nary@registry:8081",
        "https://registry:8081?token=c4nary",
        "https://registry:8081#c4nary"
      })
  void refusesSecretsInAddressesWithoutShowingThem(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BROKER.registry(url))
        .withMessageNotContaining("c4nary");
  }

  @Test
  void refusesAPasswordInTheServersWithoutShowingIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KafkaConnection.to("a:1,user:c4nary@broker:9093"))
        .withMessageNotContaining("c4nary");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bootstrap.servers",
        "security.protocol",
        "sasl.jaas.config",
        "ssl.endpoint.identification.algorithm",
        "value.serializer",
        "key.deserializer",
        "acks",
        "enable.idempotence",
        "group.id",
        "enable.auto.commit",
        "schema.registry.url"
      })
  void refusesReservedProperties(String key) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BROKER.property(key, "x"))
        .withMessageContaining(key)
        .withMessageContaining("is set by");
  }

  @Test
  void handsOtherPropertiesOn() {
    KafkaConnection named = BROKER.insecureLocal().property("client.id", "gateway-7");

    assertThat(named.clientProperties()).containsEntry("client.id", "gateway-7");
    assertThat(BROKER.insecureLocal().clientProperties()).doesNotContainKey("client.id");
  }

  @Test
  void refusesWhatAreNoServers() {
    assertThatIllegalArgumentException().isThrownBy(() -> KafkaConnection.to("broker"));
    assertThatIllegalArgumentException().isThrownBy(() -> KafkaConnection.to(""));
    assertThat(KafkaConnection.to("a:1, b:2,[::1]:3").toString()).contains("b:2");
  }

  @Test
  void readsArgumentsAndPassesOverOthers(@TempDir Path folder) throws IOException {
    Path password = Files.writeString(folder.resolve("password"), CANARY + "\n");
    KafkaConnection connection =
        KafkaConnection.fromArgs(
            "--parallelism",
            "2",
            "--kafka=broker:9093",
            "--registry",
            "https://a:1,https://b:2",
            "--user",
            "gateway",
            "--password-file",
            password.toString());

    assertThat(connection)
        .hasToString(
            "Kafka at broker:9093 (SASL_SSL, SCRAM-SHA-512 as gateway), registry https://a:1,"
                + " https://b:2");
    assertThat(connection.clientProperties().getProperty("sasl.jaas.config")).contains("c4nary");
  }

  @Test
  void readsTheSecretFromTheEnvironment() {
    KafkaConnection connection =
        ConnectionArgs.connection(
            List.of("--kafka", "broker:9092", "--insecure-local", "--user", "gateway"),
            Map.of("TELEMETRY_KAFKA_PASSWORD", "from-environment"));

    assertThat(connection.clientProperties().getProperty("sasl.jaas.config"))
        .contains("from-environment");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ConnectionArgs.connection(List.of("--kafka", "b:1", "--user", "u"), Map.of()))
        .withMessageContaining("TELEMETRY_KAFKA_PASSWORD");
  }

  @Test
  void namesTheArgumentThatIsMissing() {
    assertThatIllegalArgumentException()
        .isThrownBy(KafkaConnection::fromArgs)
        .withMessageContaining("--kafka");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KafkaConnection.fromArgs("--kafka", "--insecure-local"))
        .withMessage("--kafka needs a value");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                KafkaConnection.fromArgs(
                    "--kafka", "b:1", "--insecure-local", "--truststore", "t.p12"))
        .withMessageContaining("contradict");
  }

  private static KafkaConnection copy(KafkaConnection connection) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(connection);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (KafkaConnection) in.readObject();
    }
  }
}
