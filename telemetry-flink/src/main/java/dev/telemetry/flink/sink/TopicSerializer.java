package dev.telemetry.flink.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.serde.TelemetryAvroSerializer;
import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import dev.telemetry.topic.Topic;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.SerializationSchema.InitializationContext;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Key, value and headers of a topic's records. */
final class TopicSerializer<T extends SpecificRecord> implements KafkaRecordSerializationSchema<T> {
  private static final long serialVersionUID = 1;

  private final Topic<T> topic;
  private final KafkaConnection connection;
  private transient TelemetryAvroSerializer<T> serializer;

  @SuppressWarnings("NullAway.Init") // open() fills the transient field
  TopicSerializer(Topic<T> topic, KafkaConnection connection) {
    this.topic = topic;
    this.connection = connection;
  }

  @Override
  public void open(InitializationContext context, KafkaSinkContext sinkContext) {
    serializer = TelemetryAvroSerializer.of(connection.schemaRegistry(), topic);
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      T element, KafkaSinkContext context, @Nullable Long timestamp) {
    String key = topic.keyOf(element);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic.name(),
            key == null ? null : key.getBytes(UTF_8),
            serializer.serialize(topic.name(), element));
    if (element instanceof Quarantined quarantined) {
      DeadLetterHeaders.of(quarantined).forEach(record.headers()::add);
    } else if (element instanceof Rejected rejected) {
      DeadLetterHeaders.of(rejected).forEach(record.headers()::add);
    }
    return record;
  }
}
