package dev.telemetry.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telemetry.kafka.registry.SchemaRegistry;
import dev.telemetry.kafka.serde.TelemetryAvroSerializer;
import dev.telemetry.kafka.spool.Spool;
import dev.telemetry.kafka.spool.SpoolSettings;
import dev.telemetry.topic.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Serializes at once, and leaves delivery to the spool; with our own serializer also the question
 * for the schema's id, so that a gateway needs no registry to take readings.
 */
final class SpoolOutlet<T extends SpecificRecord> implements Outlet<T> {
  private static final int BATCH_BYTES = 1 << 17;

  private final Spool spool;
  private final Serializer<T> serializer;
  private final boolean numbered;

  private SpoolOutlet(Spool spool, Serializer<T> serializer, boolean numbered) {
    this.spool = spool;
    this.serializer = serializer;
    this.numbered = numbered;
  }

  /** Of records whose values go to Kafka as they are serialized. */
  static <T extends SpecificRecord> SpoolOutlet<T> open(
      Path directory,
      SpoolSettings settings,
      Topic<T> topic,
      Properties properties,
      Serializer<T> serializer) {
    Properties patient = patient(properties);
    return new SpoolOutlet<>(
        Spool.open(directory, topic.name(), settings, () -> new KafkaProducer<>(patient)),
        serializer,
        false);
  }

  /** Of records whose schemas the registry is asked for when they go to Kafka. */
  static <T extends SpecificRecord> SpoolOutlet<T> open(
      Path directory,
      SpoolSettings settings,
      Topic<T> topic,
      Properties properties,
      SchemaRegistry registry) {
    Properties patient = patient(properties);
    Spool spool =
        Spool.open(
            directory,
            topic.name(),
            settings,
            () -> new KafkaProducer<>(patient),
            (subject, schema) -> registry.register(subject, new Schema.Parser().parse(schema)));
    return new SpoolOutlet<>(
        spool,
        TelemetryAvroSerializer.numbering(
            (subject, schema) -> spool.schemaNumber(subject, schema.toString()), topic),
        true);
  }

  /** Overrides what of a producer's properties the spool's order and patience rest on. */
  private static Properties patient(Properties properties) {
    Properties patient = new Properties();
    patient.putAll(properties);
    patient.setProperty("max.in.flight.requests.per.connection", "1");
    // what waits for the one request goes with the next
    patient.putIfAbsent("batch.size", Integer.toString(BATCH_BYTES));
    patient.setProperty("delivery.timeout.ms", Integer.toString(Integer.MAX_VALUE));
    patient.setProperty("key.serializer", ByteArraySerializer.class.getName());
    patient.setProperty("value.serializer", ByteArraySerializer.class.getName());
    // a wrong setting is told now, and not tried for ever
    ProducerConfig unused = new ProducerConfig(patient);
    return patient;
  }

  @Override
  public void send(ProducerRecord<String, T> record, Callback callback) {
    byte[] value = serializer.serialize(record.topic(), record.value());
    if (value == null) {
      throw new SerializationException("the serializer made nothing of a record");
    }
    byte[] key = record.key() == null ? null : record.key().getBytes(UTF_8);
    if (numbered) {
      spool.sendNumbered(key, value, callback);
    } else {
      spool.send(key, value, callback);
    }
  }

  @Override
  public void flush() {
    spool.flush();
  }

  @Override
  public void close(Duration within) {
    spool.close(within);
    serializer.close();
  }

  Spool spool() {
    return spool;
  }
}
