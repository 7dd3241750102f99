package dev.telemetry.kafka;

import static dev.telemetry.kafka.TestServices.reading;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.tools.AclCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class AclsIT {
  private static final KafkaConnection LIMITED = SecuredServices.as("limited");

  @TempDir Path folder;

  @Test
  void areEnoughForAGatewayAndItsReader() throws Exception {
    Topic<SensorReading> topic = TestServices.freshTopic();
    onlyRights(rights(topic).bindings());

    createWriteAndRead(topic);
  }

  @Test
  void areNotEnoughWithOneLess() throws Exception {
    int count = rights(TestServices.freshTopic()).bindings().size();
    assertThat(count).isEqualTo(5);
    for (int without = 0; without < count; without++) {
      Topic<SensorReading> topic = TestServices.freshTopic();
      List<AclBinding> fewer = new ArrayList<>(rights(topic).bindings());
      AclBinding missing = fewer.remove(without);
      onlyRights(fewer);

      assertThatThrownBy(() -> createWriteAndRead(topic))
          .as("without %s", missing)
          .satisfiesAnyOf(
              e -> assertThat(e).isInstanceOf(AuthorizationException.class),
              e ->
                  assertThat(e)
                      .hasStackTraceContaining("Authorization")
                      .hasMessageContaining("give the user the rights that Acls lists"))
          .hasStackTraceContaining(missing.pattern().name());
    }
  }

  private static Acls rights(Topic<?> topic) {
    return Acls.of("User:limited").ensures(topic).writes(topic).reads("readers", topic);
  }

  private static void createWriteAndRead(Topic<SensorReading> topic) {
    TopicAdmin.ensure(LIMITED, topic);
    assertThat(TopicAdmin.ensure(LIMITED, topic).unchanged()).containsExactly(topic.name());
    try (TelemetryProducer<SensorReading> producer =
        TelemetryProducer.to(topic).connection(LIMITED).build()) {
      producer.send(reading("pump-1", 20)).join();
    }
    try (TelemetryConsumer<SensorReading> consumer =
        TelemetryConsumer.from(topic).connection(LIMITED).group("readers").fromEarliest().build()) {
      await().atMost(ofSeconds(30)).until(() -> !consumer.poll(ofMillis(500)).records().isEmpty());
      consumer.commit();
    }
  }

  @Test
  void areTheSameThroughTheCommandsOfKafkasOwnTool() throws Exception {
    Topic<SensorReading> topic = TestServices.freshTopic();
    Acls rights = rights(topic).exactlyOnce("monitoring");
    onlyRights(List.of());
    Path file = folder.resolve("admin.properties");
    try (var out = Files.newOutputStream(file)) {
      SecuredServices.as("gateway").clientProperties().store(out, null);
    }

    for (String command : rights.commands(SecuredServices.kafka().bootstrapServers())) {
      String words = command.replace("admin.properties", file.toString()).replace("'", "");
      AclCommand.main(words.substring("kafka-acls ".length()).split(" "));
    }

    awaitRights(Set.copyOf(rights.bindings()));
  }

  @Test
  void leaveOutWhatAnotherRightBrings() {
    Topic<SensorReading> topic = TestServices.freshTopic();
    assertThat(Acls.of("User:limited").ensures(topic).writes(topic))
        .hasToString(
            "User:limited DESCRIBE_CONFIGS on %1$s\nUser:limited CREATE on %1$s\nUser:limited WRITE on %1$s"
                .formatted(topic.name()));
    assertThat(Acls.of("User:limited").ensures(topic).bindings()).hasSize(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Acls.of("limited"))
        .withMessageContaining("User:name");
  }

  /** Gives the user these rights and takes all others away. */
  private static void onlyRights(List<AclBinding> rights) throws Exception {
    try (Admin admin = Admin.create(SecuredServices.as("gateway").clientProperties())) {
      admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get();
      admin.createAcls(rights).all().get();
    }
    awaitRights(Set.copyOf(rights));
  }

  private static void awaitRights(Set<AclBinding> rights) {
    try (Admin admin = Admin.create(SecuredServices.as("gateway").clientProperties())) {
      await()
          .until(
              () -> Set.copyOf(admin.describeAcls(AclBindingFilter.ANY).values().get()),
              rights::equals);
    }
  }
}
