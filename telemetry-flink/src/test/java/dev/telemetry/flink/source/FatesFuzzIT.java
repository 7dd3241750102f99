package dev.telemetry.flink.source;

import static dev.telemetry.testkit.Sensors.sensor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.flink.TestStack;
import dev.telemetry.flink.time.ClockGuard;
import dev.telemetry.kafka.serde.TelemetryAvroSerializer;
import dev.telemetry.kafka.serde.WhenRegistryIsDown;
import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.SensorReading;
import dev.telemetry.testkit.DecoderFuzz;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** What the source makes of damaged frames, before Flink sees any of it. */
class FatesFuzzIT {
  private final Topic<SensorReading> topic = Topics.READINGS.named("fuzzed");
  private final Fates fates = new Fates();

  private static final class Fates
      implements Collector<Either<SensorReading, Either<Quarantined, Rejected>>> {
    long all;
    long readings;
    long quarantined;

    @Override
    public void collect(Either<SensorReading, Either<Quarantined, Rejected>> fate) {
      all++;
      readings += fate.isLeft() ? 1 : 0;
      quarantined += fate.isRight() && fate.right().isLeft() ? 1 : 0;
    }

    @Override
    public void close() {}
  }

  @Test
  void everyInputHasOneFate() {
    var deserializer = deserializer();
    DecoderFuzz.Costs costs = DecoderFuzz.of(valid()).run(bytes -> hasOneFate(deserializer, bytes));

    System.out.printf(
        "%s, readings %,d, quarantined %,d of %,d%n",
        costs, fates.readings, fates.quarantined, fates.all);
    assertThat(fates.readings).isPositive();
    assertThat(fates.quarantined).isPositive();
    assertThat(fates.all).isGreaterThan(fates.readings + fates.quarantined);
  }

  private void hasOneFate(FatesDeserializer<SensorReading, SensorReading> source, byte[] bytes) {
    long before = fates.all;
    source.deserialize(record(bytes), fates);
    if (fates.all != before + 1) {
      throw new AssertionError("has " + (fates.all - before) + " fates");
    }
  }

  private FatesDeserializer<SensorReading, SensorReading> deserializer() {
    FatesDeserializer<SensorReading, SensorReading> deserializer =
        new FatesDeserializer<>(
            topic,
            new Carried.Plain<>(),
            TestStack.kafka(),
            SensorReading::getEventTime,
            ClockGuard.live(Duration.ofMinutes(2)),
            WhenRegistryIsDown.WAIT);
    deserializer.open(null);
    return deserializer;
  }

  private List<byte[]> valid() {
    List<byte[]> frames = new ArrayList<>();
    try (var serializer = TelemetryAvroSerializer.of(TestStack.kafka().schemaRegistry(), topic)) {
      for (Instant time :
          List.of(Instant.EPOCH, Instant.now(), Instant.ofEpochMilli(Long.MAX_VALUE))) {
        frames.add(serializer.serialize(topic.name(), sensor("pump-1").at(time).value(60)));
      }
    }
    return frames;
  }

  private ConsumerRecord<byte[], byte[]> record(byte[] value) {
    return new ConsumerRecord<>(
        topic.name(),
        0,
        7,
        System.currentTimeMillis(),
        TimestampType.LOG_APPEND_TIME,
        0,
        value.length,
        null,
        value,
        new RecordHeaders(),
        Optional.empty());
  }
}
