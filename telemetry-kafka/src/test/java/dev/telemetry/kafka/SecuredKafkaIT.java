package dev.telemetry.kafka;

import static dev.telemetry.kafka.SecuredServices.SECRET;
import static dev.telemetry.kafka.SecuredServices.certificates;
import static dev.telemetry.kafka.SecuredServices.kafka;
import static dev.telemetry.kafka.SecuredServices.registry;
import static dev.telemetry.kafka.SecuredServices.trusting;
import static dev.telemetry.kafka.TestServices.reading;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.telemetry.kafka.registry.SchemaRegistryException;
import dev.telemetry.kafka.registry.SchemaRegistryException.Kind;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** TLS, passwords and certificates against a real broker; the registry behind https. */
@Timeout(120)
class SecuredKafkaIT {
  private static final String WRONG = "wr0ng-password";
  private static final String TLS_HANDSHAKE = "\u0016\u0003";
  private static final Sasl GOOD = Sasl.scram("gateway", SECRET);

  static Stream<KafkaConnection> goodConnections() {
    KafkaConnection password = trusting(kafka().bootstrapServers());
    return Stream.of(
        password.sasl(Sasl.scram("gateway", SECRET)),
        password.sasl(Sasl.scramSha256("gateway", SECRET)),
        password
            .tls(certificates().trustStore(), certificates().password())
            .sasl(Sasl.plain("gateway", SECRET)),
        trusting(kafka().mutualTlsServers())
            .keyStore(certificates().keyStore("gateway"), certificates().password()));
  }

  @ParameterizedTest
  @MethodSource("goodConnections")
  void carriesRecordsForWhoeverProvesWhoTheyAre(KafkaConnection connection) {
    Topic<SensorReading> topic = TestServices.freshTopic();
    TopicAdmin.ensure(connection, topic);
    try (TelemetryProducer<SensorReading> producer =
        TelemetryProducer.to(topic).connection(connection).build()) {
      producer.send(reading("pump-1", 20)).join();
    }
    try (TelemetryConsumer<SensorReading> consumer =
        TelemetryConsumer.from(topic).connection(connection).group("g").fromEarliest().build()) {
      List<Received<SensorReading>> received = new ArrayList<>();
      await()
          .atMost(ofSeconds(30))
          .until(() -> received.addAll(consumer.poll(ofSeconds(1)).records()));
      assertThat(received).singleElement().matches(each -> each.value().getValue() == 20);
    }
  }

  private static String refusal(KafkaConnection connection) {
    Topic<SensorReading> topic = TestServices.freshTopic();
    Throwable refusal = catchThrowable(() -> TopicAdmin.ensure(connection, topic));
    assertThat(refusal).isInstanceOf(TopicAdminException.class);
    return String.valueOf(refusal.getMessage());
  }

  /** For clients that Kafka lets try again until their time is up. */
  private static KafkaConnection impatient(KafkaConnection connection) {
    return connection
        .property("default.api.timeout.ms", "1500")
        .property("request.timeout.ms", "1500");
  }

  @Test
  void refusesAWrongPasswordAndSaysWhatToDo() {
    KafkaConnection trusting = trusting(kafka().bootstrapServers());
    for (Sasl wrong :
        List.of(
            Sasl.scram("gateway", WRONG),
            Sasl.scramSha256("gateway", WRONG),
            Sasl.plain("gateway", WRONG))) {
      assertThat(refusal(trusting.sasl(wrong)))
          .contains("check user, password and mechanism of sasl(...)")
          .doesNotContain(WRONG);
    }
    TelemetryProducer<SensorReading> producer =
        TelemetryProducer.to(TestServices.freshTopic())
            .connection(trusting.sasl(Sasl.scram("gateway", WRONG)))
            .build();
    assertThatThrownBy(() -> producer.send(reading("pump-1", 20)).join())
        .hasMessageContaining("check user, password and mechanism of sasl(...)")
        .message()
        .doesNotContain(WRONG);
    assertThatThrownBy(producer::close).isInstanceOf(UndeliveredException.class);
  }

  @Test
  void refusesABrokerOfAnotherName() {
    String byNumber = kafka().bootstrapServers().replace("localhost", "127.0.0.1");

    assertThat(refusal(trusting(byNumber).sasl(GOOD)))
        .contains("No subject alternative names matching IP address 127.0.0.1")
        .contains("check that the host name is the one in the broker's certificate");
  }

  @Test
  void refusesABrokerThatNobodyTrustedSignedFor() {
    assertThat(refusal(trusting(kafka().bootstrapServers()).tls().sasl(GOOD)))
        .contains("unable to find valid certification path")
        .contains("that tls(...) trusts who signed it");
  }

  @Test
  void isRefusedWithoutTheCertificateOrThePasswordThatTheBrokerAsksFor() {
    assertThat(refusal(trusting(kafka().mutualTlsServers())))
        .contains("keyStore(...) where the broker asks for a certificate");
    assertThat(refusal(impatient(trusting(kafka().bootstrapServers()))))
        .contains("speaks this security protocol on this port");
  }

  @Test
  void neverFallsBackToPlainText() throws IOException {
    assertThat(refusal(impatient(trusting(TestServices.kafka()).sasl(GOOD))))
        .contains("speaks this security protocol on this port");
    try (Eavesdropper eavesdropper = new Eavesdropper()) {
      KafkaConnection overheard =
          impatient(trusting(eavesdropper.address()).sasl(Sasl.plain("gateway", SECRET)))
              .registry("https://" + eavesdropper.address());
      refusal(overheard);
      int byKafka = eavesdropper.heard().size();
      assertThatThrownBy(() -> overheard.schemaRegistry(ofSeconds(1)).byId(1))
          .isInstanceOf(SchemaRegistryException.class);

      assertThat(byKafka).isGreaterThan(1);
      assertThat(eavesdropper.heard())
          .hasSizeGreaterThan(byKafka)
          .allSatisfy(said -> assertThat(said).startsWith(TLS_HANDSHAKE).doesNotContain("gateway"));
    }
  }

  @Test
  void refusesARegistryThatIsNotTheOneOrTakesNoPassword() {
    KafkaConnection connection = trusting(kafka().bootstrapServers()).sasl(GOOD);
    String byNumber = registry().url().replace("localhost", "127.0.0.1");

    assertThat(registryRefusal(connection).kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(registryRefusal(connection.registryBasicAuth("gateway", WRONG)))
        .hasMessageContaining("check registryBasicAuth")
        .matches(refusal -> refusal.kind() == Kind.UNAUTHORIZED)
        .message()
        .doesNotContain(WRONG);
    assertThat(registryRefusal(connection.tls()))
        .hasMessageContaining("that tls(...) trusts who signed it");
    assertThat(registryRefusal(connection.registry(byNumber)))
        .hasMessageContaining("check that the host name is the one in its certificate");
  }

  private static SchemaRegistryException registryRefusal(KafkaConnection connection) {
    return catchThrowableOfType(
        SchemaRegistryException.class,
        () -> connection.schemaRegistry(ofSeconds(1)).byId(1_999_999_998));
  }
}
