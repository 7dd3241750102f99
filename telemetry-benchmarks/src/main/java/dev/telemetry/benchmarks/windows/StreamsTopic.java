package dev.telemetry.benchmarks.windows;

import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.benchmarks.job.FeedCursor;
import dev.telemetry.benchmarks.job.ReadingFormat;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A feed in one partition: time and value in 16 bytes, the sensor as the key, the record's
 * timestamp the event time.
 */
record StreamsTopic(String bootstrapServers, String name) {
  private static final int BYTES = Double.BYTES + Long.BYTES;

  static long timeOf(byte[] reading) {
    return ByteBuffer.wrap(reading).getLong();
  }

  static double valueOf(byte[] reading) {
    return ByteBuffer.wrap(reading).getDouble(Long.BYTES);
  }

  /** Creates the topic and writes the whole feed. */
  void fill(Feed feed) throws Exception {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrapServers, "linger.ms", "20", "batch.size", "262144");
    try (Admin admin = Admin.create(settings)) {
      // the readings are of a past year
      NewTopic topic = new NewTopic(name, Optional.of(1), Optional.empty());
      admin.createTopics(List.of(topic.configs(Map.of("retention.ms", "-1")))).all().get();
    }
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      new FeedCursor(feed, 0, 1).emit(Integer.MAX_VALUE, new Writer(feed, producer));
      producer.flush();
    }
  }

  private final class Writer implements FeedCursor.Out {
    private final String[] ids;
    private final KafkaProducer<String, byte[]> producer;

    Writer(Feed feed, KafkaProducer<String, byte[]> producer) {
      this.ids = ReadingFormat.sensorIds(feed.keys());
      this.producer = producer;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // flush() waits, and missing ones are missed
    public void reading(int key, long timeMillis, double value, long sequence) {
      byte[] reading = ByteBuffer.allocate(BYTES).putLong(timeMillis).putDouble(value).array();
      producer.send(new ProducerRecord<>(name, 0, timeMillis, ids[key], reading));
    }

    @Override
    public void watermark(long timeMillis) {}
  }
}
