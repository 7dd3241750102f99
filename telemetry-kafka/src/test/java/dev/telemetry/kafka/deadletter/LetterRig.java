package dev.telemetry.kafka.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.kafka.common.IsolationLevel.READ_COMMITTED;
import static org.apache.kafka.common.IsolationLevel.READ_UNCOMMITTED;

import dev.telemetry.kafka.TelemetryProducer;
import dev.telemetry.kafka.TestServices;
import dev.telemetry.kafka.TopicAdmin;
import dev.telemetry.kafka.spool.Origin;
import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.RejectionReason;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Topics of readings and of dead letters of their own, and what to put there. */
final class LetterRig {
  private static final int MOST_LOOKS = 100;
  private static final long BETWEEN_LOOKS = 20_000_000;

  final Topic<SensorReading> readings = TestServices.createdTopic();
  final Topic<Quarantined> quarantine = created(Topics.QUARANTINE);
  final Topic<Rejected> rejected = created(Topics.REJECTED);
  private long offset;

  private <T extends SpecificRecord> Topic<T> created(Topic<T> like) {
    Topic<T> topic = like.named(like.name() + "-" + readings.name());
    TopicAdmin.ensure(TestServices.connection(), topic);
    return topic;
  }

  DeadLetters letters() {
    return DeadLetters.of(quarantine, TestServices.connection());
  }

  DeadLetters rejections() {
    return DeadLetters.of(rejected, TestServices.connection());
  }

  private static <T extends SpecificRecord> void send(Topic<T> topic, List<T> records) {
    try (var producer = TelemetryProducer.to(topic).connection(TestServices.connection()).build()) {
      records.forEach(
          record -> {
            var unused = producer.send(record);
          });
    }
  }

  void quarantine(byte[]... values) {
    List<Quarantined> records = new ArrayList<>();
    for (byte[] value : values) {
      records.add(
          new Quarantined(
              readings.name(),
              3,
              offset++,
              Instant.ofEpochMilli(1_234),
              ByteBuffer.wrap("pump-1".getBytes(UTF_8)),
              ByteBuffer.wrap(value),
              "dev.telemetry.kafka.serde.MissingFrameException",
              "no magic byte"));
    }
    send(quarantine, records);
  }

  void quarantine(String... values) {
    byte[][] bytes = new byte[values.length][];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = values[i].getBytes(UTF_8);
    }
    quarantine(bytes);
  }

  /** Puts a record into the topic of readings, and its dead letter beside. */
  void receiveAndQuarantine(String value, String device) throws Exception {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(readings.name(), "pump-1".getBytes(UTF_8), value.getBytes(UTF_8));
    record.headers().add(Origin.HEADER, (device + "-and-more-than-16-bytes").getBytes(UTF_8));
    try (var producer =
        new KafkaProducer<>(
            TestServices.connection().clientProperties(),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(record).get();
    }
    List<ConsumerRecord<byte[], byte[]>> all = putBack();
    quarantine(all.get(all.size() - 1));
  }

  void quarantine(ConsumerRecord<byte[], byte[]> record) {
    send(
        quarantine,
        List.of(
            new Quarantined(
                record.topic(),
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                ByteBuffer.wrap(record.key()),
                ByteBuffer.wrap(record.value()),
                "dev.telemetry.kafka.serde.MissingFrameException",
                "no magic byte")));
  }

  void reject(double... values) {
    List<Rejected> records = new ArrayList<>();
    for (double value : values) {
      records.add(
          new Rejected(
              TestServices.reading("pump-1", value),
              RejectionReason.OUT_OF_RANGE,
              value + " Cel is outside -40..250 Cel"));
    }
    send(rejected, records);
  }

  /** What is committed, in the order of each partition. */
  List<ConsumerRecord<byte[], byte[]>> putBack() {
    awaitMarkers();
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    TopicScan.read(TestServices.connection(), readings.name(), records::add);
    return records;
  }

  /**
   * The broker ends a transaction in the topic a moment after it has said that it is committed. One
   * that was left open stays so.
   */
  private void awaitMarkers() {
    try (Admin admin = Admin.create(TestServices.connection().clientProperties())) {
      for (int i = 0;
          i < MOST_LOOKS && !ends(admin, READ_COMMITTED).equals(ends(admin, READ_UNCOMMITTED));
          i++) {
        LockSupport.parkNanos(BETWEEN_LOOKS);
      }
    }
  }

  private List<Long> ends(Admin admin, IsolationLevel level) {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (int partition = 0; partition < readings.partitions(); partition++) {
      latest.put(new TopicPartition(readings.name(), partition), OffsetSpec.latest());
    }
    ListOffsetsResult found = admin.listOffsets(latest, new ListOffsetsOptions(level));
    return latest.keySet().stream().map(at -> end(found, at)).toList();
  }

  private static long end(ListOffsetsResult found, TopicPartition at) {
    try {
      return found.partitionResult(at).get().offset();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] header(ConsumerRecord<?, ?> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? new byte[0] : header.value();
  }

  static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
