package dev.telemetry.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.entry;

import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicTest {
  private static final SensorReading READING =
      SensorReading.newBuilder()
          .setSensorId("plant-1/line-2/press-7/bearing")
          .setMetric("vibration")
          .setUnit("mm/s")
          .setEventTime(Instant.ofEpochMilli(1_700_000_000_123L))
          .setValue(2.31)
          .setQuality(Quality.UNCERTAIN)
          .setTags(Map.of("shift", "night"))
          .build();

  @Test
  void takesTheKeyFromTheRecord() {
    assertThat(Topics.READINGS.keyOf(READING)).isEqualTo("plant-1/line-2/press-7/bearing");
    assertThat(Topic.of("keyless", SensorReading.class).keyOf(READING)).isNull();
  }

  @Test
  void letsTheBrokerStampItsRecords() {
    assertThat(Topics.READINGS.settings())
        .containsExactly(
            entry("cleanup.policy", "delete"),
            entry("message.timestamp.type", "LogAppendTime"),
            entry("retention.ms", Long.toString(Duration.ofDays(7).toMillis())));
  }

  @Test
  void keepsTheLastOfEachKeyWhereCompacted() {
    assertThat(Topics.READINGS.compacted().settings())
        .containsEntry("cleanup.policy", "compact")
        .doesNotContainKey("retention.ms");
  }

  @Test
  void changesNothingInPlace() {
    Topic<SensorReading> other = Topics.READINGS.named("plant-2.readings").partitions(48);

    assertThat(other.name()).isEqualTo("plant-2.readings");
    assertThat(other.partitions()).isEqualTo(48);
    assertThat(other.keyOf(READING)).isEqualTo(Topics.READINGS.keyOf(READING));
    assertThat(Topics.READINGS.name()).isEqualTo("sensor.readings.v1");
  }

  @Test
  void refusesWhatKafkaWouldRefuse() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Topic.of("a topic", SensorReading.class))
        .withMessageContaining("\"a topic\"");
    assertThatIllegalArgumentException().isThrownBy(() -> Topic.of("..", SensorReading.class));
    assertThatIllegalArgumentException().isThrownBy(() -> Topic.of("", SensorReading.class));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Topics.READINGS.partitions(0))
        .withMessageContaining("partitions");
    assertThatNullPointerException()
        .isThrownBy(() -> Topic.of(null, SensorReading.class))
        .withMessage("name");
  }

  @Test
  void letsAvroReadTheRecordsOfATopic() throws IOException {
    Topic.of("any", SensorReading.class);

    SensorReading read = SensorReading.fromByteBuffer(READING.toByteBuffer());

    assertThat(read).isEqualTo(READING);
  }
}
