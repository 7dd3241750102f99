package dev.telemetry.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telemetry.kafka.spool.Spool;
import dev.telemetry.kafka.spool.SpoolSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/** Serializes at once, and leaves delivery to the spool. */
final class SpoolOutlet<T> implements Outlet<T> {
  private static final int BATCH_BYTES = 1 << 17;

  private final Spool spool;
  private final Serializer<T> serializer;

  private SpoolOutlet(Spool spool, Serializer<T> serializer) {
    this.spool = spool;
    this.serializer = serializer;
  }

  /** Overrides what of a producer's properties the spool's order and patience rest on. */
  static <T> SpoolOutlet<T> open(
      Path directory,
      SpoolSettings settings,
      String topic,
      Properties properties,
      Serializer<T> serializer) {
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
    return new SpoolOutlet<>(
        Spool.open(directory, topic, settings, () -> new KafkaProducer<>(patient)), serializer);
  }

  @Override
  public void send(ProducerRecord<String, T> record, Callback callback) {
    byte[] value = serializer.serialize(record.topic(), record.value());
    if (value == null) {
      throw new SerializationException("the serializer made nothing of a record");
    }
    String key = record.key();
    spool.send(key == null ? null : key.getBytes(UTF_8), value, callback);
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
