package dev.telemetry.examples.faults.ledger;

import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.serde.TelemetryAvroDeserializer;
import dev.telemetry.model.Quarantined;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads a quarantine as it is now, and decodes what is in it, as one does who mends it. */
public final class QuarantineRead {
  private static final Duration POLL = Duration.ofMillis(200);

  private QuarantineRead() {}

  /** The readings of a round that are in quarantine. */
  public static Deliveries of(KafkaConnection kafka, Topic<Quarantined> topic, Ledger ledger) {
    Deliveries deliveries = new Deliveries(ledger);
    Properties settings = kafka.clientProperties();
    settings.put("enable.auto.commit", "false");
    try (var readings = TelemetryAvroDeserializer.of(kafka.schemaRegistry(), Topics.READINGS);
        var consumer =
            new KafkaConsumer<>(
                settings,
                new StringDeserializer(),
                TelemetryAvroDeserializer.of(kafka.schemaRegistry(), topic))) {
      List<TopicPartition> partitions = partitions(topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (ConsumerRecord<String, Quarantined> each : consumer.poll(POLL)) {
          note(deliveries, ledger, reading(readings, each.value()));
        }
      }
    }
    return deliveries;
  }

  private static List<TopicPartition> partitions(Topic<?> topic) {
    return IntStream.range(0, topic.partitions())
        .mapToObj(partition -> new TopicPartition(topic.name(), partition))
        .toList();
  }

  private static SensorReading reading(Deserializer<SensorReading> readings, Quarantined record) {
    ByteBuffer value = record.getValue().duplicate();
    byte[] bytes = new byte[value.remaining()];
    value.get(bytes);
    return readings.deserialize(Topics.READINGS.name(), bytes);
  }

  private static void note(Deliveries deliveries, Ledger ledger, SensorReading reading) {
    if (ledger.round().equals(Ledger.roundOf(reading.getSensorId()))) {
      deliveries.found(
          reading.getSensorId(), reading.getSequence(), reading.getEventTime(), reading.getValue());
    }
  }
}
