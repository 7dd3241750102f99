package dev.telemetry.kafka;

import java.time.Duration;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What a producer hands its records to: Kafka's producer, or a spool before it.
 *
 * @param <T> the type of the records
 */
interface Outlet<T> {
  /** Takes a record, and calls back once; or throws, and never calls back. */
  void send(ProducerRecord<String, T> record, Callback callback);

  /** Waits until all that was sent before was called back for. */
  void flush();

  void close(Duration within);

  /** Kafka's own. */
  static <T> Outlet<T> of(KafkaProducer<String, T> producer) {
    return new Outlet<>() {
      @Override
      public void send(ProducerRecord<String, T> record, Callback callback) {
        var unused = producer.send(record, callback);
      }

      @Override
      public void flush() {
        producer.flush();
      }

      @Override
      public void close(Duration within) {
        producer.close(within);
      }
    };
  }
}
