package dev.telemetry.kafka;

import static dev.telemetry.kafka.TestServices.connection;
import static dev.telemetry.kafka.TestServices.freshTopic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicAdminIT {
  private static TopicMismatchException mismatch(TopicAdmin admin, Topic<?>... topics) {
    return catchThrowableOfType(TopicMismatchException.class, () -> admin.ensure(topics));
  }

  @Test
  void createsOnceAndThenFindsAsWanted() {
    Topic<SensorReading> one = freshTopic().partitions(3).retention(Duration.ofHours(1));
    Topic<SensorReading> two = freshTopic().compacted();

    assertThat(TopicAdmin.ensure(connection(), one, two))
        .isEqualTo(new TopicReport(List.of(one.name(), two.name()), List.of(), List.of()));
    assertThat(TopicAdmin.ensure(connection(), one, two))
        .isEqualTo(new TopicReport(List.of(), List.of(), List.of(one.name(), two.name())));
  }

  @Test
  @SuppressWarnings("FutureReturnValueIgnored") // each is counted
  void whatIsCreatedCanBeWrittenAtOnceByManySmallBatches() {
    KafkaConnection smallBatches = connection().property("batch.size", "200");
    for (int i = 0; i < 5; i++) {
      Topic<SensorReading> topic = freshTopic().partitions(16);
      TopicAdmin.ensure(connection(), topic);
      try (TelemetryProducer<SensorReading> producer =
          TelemetryProducer.to(topic)
              .connection(smallBatches)
              .linger(Duration.ZERO)
              .deliveryTimeout(Duration.ofSeconds(20))
              .build()) {
        for (int sensor = 0; sensor < 500; sensor++) {
          producer.send(TestServices.reading("sensor-" + sensor, sensor));
        }
        producer.flush();
        assertThat(producer.counters()).isEqualTo(new ProducerCounters(500, 500, 0, 0));
      }
    }
  }

  @Test
  void namesASettingThatDiffersAndChangesNothing() {
    Topic<SensorReading> topic = freshTopic().retention(Duration.ofHours(1));
    Topic<SensorReading> missing = freshTopic();
    TopicAdmin admin = TopicAdmin.on(connection()).replicationFactor(1);
    admin.ensure(topic);

    TopicMismatchException mismatch =
        mismatch(admin, missing, topic.retention(Duration.ofHours(2)));

    assertThat(mismatch.topic()).isEqualTo(topic.name());
    assertThat(mismatch.setting()).isEqualTo("retention.ms");
    assertThat(mismatch.wanted()).isEqualTo("7200000");
    assertThat(mismatch.actual()).isEqualTo("3600000");
    assertThat(mismatch(admin, topic.compacted()).setting()).isEqualTo("cleanup.policy");
    assertThat(admin.ensure(missing).created()).containsExactly(missing.name());
    assertThat(admin.ensure(topic).unchanged()).containsExactly(topic.name());
  }

  @Test
  void growsOnlyWhenToldAndNeverShrinks() {
    Topic<SensorReading> topic = freshTopic().partitions(2);
    TopicAdmin admin = TopicAdmin.on(connection());
    admin.ensure(topic);

    assertThat(mismatch(admin, topic.partitions(4)))
        .hasMessageContaining("partitions = 2, wanted is 4")
        .hasMessageContaining("allowMorePartitions()");
    assertThat(admin.allowMorePartitions().ensure(topic.partitions(4)).grown())
        .containsExactly(topic.name());
    assertThat(mismatch(admin.allowMorePartitions(), topic).actual()).isEqualTo("4");
  }

  @Test
  void saysWhenNobodyAnswers() {
    TopicAdmin nobody =
        TopicAdmin.on(
            KafkaConnection.to("127.0.0.1:1")
                .insecureLocal()
                .property("request.timeout.ms", "500")
                .property("default.api.timeout.ms", "500"));

    assertThat(catchThrowableOfType(TopicAdminException.class, () -> nobody.ensure(freshTopic())))
        .hasMessageContaining("127.0.0.1:1")
        .hasMessageContaining("can be reached");
  }
}
