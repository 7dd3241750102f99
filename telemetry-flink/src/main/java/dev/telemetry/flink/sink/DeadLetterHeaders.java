package dev.telemetry.flink.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.apache.kafka.common.serialization.LongSerializer;

/** Headers by the names and in the formats of Spring Kafka's DeadLetterPublishingRecoverer. */
final class DeadLetterHeaders {
  private static final IntegerSerializer INTEGERS = new IntegerSerializer();
  private static final LongSerializer LONGS = new LongSerializer();

  private DeadLetterHeaders() {}

  static List<Header> of(Quarantined record) {
    return List.of(
        text("kafka_dlt-original-topic", record.getTopic()),
        number("kafka_dlt-original-partition", record.getPartition()),
        number("kafka_dlt-original-offset", record.getOffset()),
        number("kafka_dlt-original-timestamp", record.getTimestamp().toEpochMilli()),
        text("kafka_dlt-exception-fqcn", record.getErrorClass()),
        text("kafka_dlt-exception-message", record.getErrorMessage()));
  }

  static List<Header> of(Rejected record) {
    return List.of(
        text("kafka_dlt-exception-fqcn", record.getReason().name()),
        text("kafka_dlt-exception-message", record.getDetail()));
  }

  private static Header text(String name, String value) {
    return new RecordHeader(name, value.getBytes(UTF_8));
  }

  private static Header number(String name, int value) {
    return new RecordHeader(name, INTEGERS.serialize(name, value));
  }

  private static Header number(String name, long value) {
    return new RecordHeader(name, LONGS.serialize(name, value));
  }
}
