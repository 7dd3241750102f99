package dev.telemetry.examples.faults.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A topic of one partition, and producers that stamp records by a clock that is wrong.
 *
 * @param servers of a real broker
 * @param topic its name
 * @param shift added to the true time
 */
record ShiftedKafka(String servers, String topic, Duration shift)
    implements Supplier<Producer<byte[], byte[]>> {
  private static final Duration POLL = Duration.ofMillis(500);

  void createTopic(String time) throws Exception {
    NewTopic created =
        new NewTopic(topic, Optional.of(1), Optional.empty())
            .configs(Map.of("message.timestamp.type", time));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      admin.createTopics(List.of(created)).all().get();
    }
  }

  @Override
  public Producer<byte[], byte[]> get() {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            servers,
            "max.in.flight.requests.per.connection",
            "1",
            "delivery.timeout.ms",
            Integer.MAX_VALUE);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()) {
      @Override
      public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> plain, Callback callback) {
        return super.send(stamped(plain), callback);
      }
    };
  }

  private ProducerRecord<byte[], byte[]> stamped(ProducerRecord<byte[], byte[]> plain) {
    long now = System.currentTimeMillis() + shift.toMillis();
    return new ProducerRecord<>(
        plain.topic(), null, now, plain.key(), plain.value(), plain.headers());
  }

  /** Shows all that the topic holds, in its order. */
  void read(Consumer<ProducerRecord<byte[], byte[]>> each) {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", servers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(POLL).forEach(record -> each.accept(asSent(record)));
      }
    }
  }

  private static ProducerRecord<byte[], byte[]> asSent(ConsumerRecord<byte[], byte[]> record) {
    return new ProducerRecord<>(
        record.topic(), null, null, record.key(), record.value(), record.headers());
  }
}
