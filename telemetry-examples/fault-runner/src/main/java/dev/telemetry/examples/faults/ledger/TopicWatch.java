package dev.telemetry.examples.faults.ledger;

import dev.telemetry.examples.faults.stage.Await;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.serde.TelemetryAvroDeserializer;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads the committed records of a topic from its beginning, all the time, as a consumer would, and
 * tells them to their round.
 */
public final class TopicWatch implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<String, SensorReading> consumer;
  private final Map<String, Deliveries> rounds = new ConcurrentHashMap<>();
  private final List<TopicPartition> partitions;
  private final Map<TopicPartition, Long> positions = new ConcurrentHashMap<>();
  private final AtomicLong strangers = new AtomicLong();
  private final Thread thread = new Thread(this::read, "topic-watch");

  private TopicWatch(
      KafkaConsumer<String, SensorReading> consumer, List<TopicPartition> partitions) {
    this.consumer = consumer;
    this.partitions = partitions;
  }

  /** Starts reading what is committed. */
  public static TopicWatch of(KafkaConnection kafka, Topic<SensorReading> topic) {
    return of(kafka, topic, List.of());
  }

  /** Starts reading what is committed of rounds that are known already. */
  public static TopicWatch of(
      KafkaConnection kafka, Topic<SensorReading> topic, List<Deliveries> known) {
    Properties settings = kafka.clientProperties();
    settings.put("isolation.level", "read_committed");
    settings.put("auto.offset.reset", "earliest");
    settings.put("enable.auto.commit", "false");
    KafkaConsumer<String, SensorReading> consumer =
        new KafkaConsumer<>(
            settings,
            new StringDeserializer(),
            TelemetryAvroDeserializer.of(kafka.schemaRegistry(), topic));
    List<TopicPartition> partitions =
        IntStream.range(0, topic.partitions())
            .mapToObj(partition -> new TopicPartition(topic.name(), partition))
            .toList();
    consumer.assign(partitions);
    TopicWatch watch = new TopicWatch(consumer, partitions);
    known.forEach(each -> watch.rounds.put(each.ledger().round(), each));
    watch.thread.setDaemon(true);
    watch.thread.start();
    return watch;
  }

  /** What the topic holds of a round; from now on it is known. */
  public Deliveries of(Ledger ledger) {
    return rounds.computeIfAbsent(ledger.round(), round -> new Deliveries(ledger));
  }

  /** Waits until all is read that is committed now. */
  public void catchUp(Admin admin) throws Exception {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    var ends =
        admin
            .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
            .all()
            .get();
    Await.require(
        "all committed records",
        Duration.ofSeconds(60),
        () ->
            ends.entrySet().stream()
                .allMatch(
                    end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue().offset()));
  }

  /** Records of rounds that are not known. */
  public long strangers() {
    return strangers.get();
  }

  private void read() {
    try (consumer) {
      while (!Thread.interrupted()) {
        consumer.poll(POLL).forEach(this::note);
        partitions.forEach(each -> positions.put(each, consumer.position(each)));
      }
    } catch (WakeupException closed) {
      // it is
    }
  }

  private void note(ConsumerRecord<String, SensorReading> record) {
    SensorReading reading = record.value();
    Deliveries round = rounds.get(Ledger.roundOf(reading.getSensorId()));
    if (round == null) {
      strangers.incrementAndGet();
    } else {
      round.found(
          reading.getSensorId(), reading.getSequence(), reading.getEventTime(), reading.getValue());
    }
  }

  @Override
  public void close() {
    consumer.wakeup();
  }
}
