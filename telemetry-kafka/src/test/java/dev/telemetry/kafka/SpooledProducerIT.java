package dev.telemetry.kafka;

import static dev.telemetry.kafka.TestServices.connection;
import static dev.telemetry.kafka.TestServices.createdTopic;
import static dev.telemetry.kafka.TestServices.freshTopic;
import static dev.telemetry.kafka.TestServices.reading;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.telemetry.kafka.spool.Origin;
import dev.telemetry.kafka.spool.SpoolCounters;
import dev.telemetry.kafka.spool.SpoolSettings;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpooledProducerIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  private static Serializer<SensorReading> numbers() {
    return (topic, record) -> ByteBuffer.allocate(8).putLong((long) record.getValue()).array();
  }

  private TelemetryProducer<SensorReading> spooled(
      KafkaConnection to, Topic<SensorReading> topic, SpoolSettings settings) {
    return TelemetryProducer.to(topic)
        .connection(to)
        .serializer(numbers())
        .maxBlock(ofSeconds(2))
        .spool(folder.resolve("spool"), settings)
        .build();
  }

  private static SensorReading numbered(int number) {
    return reading("sensor-" + number % 5, number);
  }

  private static SpoolCounters counters(TelemetryProducer<?> producer) {
    return producer.spoolCounters().orElseThrow();
  }

  private static List<CompletableFuture<RecordMetadata>> sendAll(
      TelemetryProducer<SensorReading> producer, int from, int to) {
    List<CompletableFuture<RecordMetadata>> futures =
        IntStream.range(from, to).mapToObj(i -> producer.send(numbered(i))).toList();
    producer.flush();
    assertThat(futures).allMatch(future -> future.isDone() && !future.isCompletedExceptionally());
    return futures;
  }

  private static void awaitDelivered(TelemetryProducer<?> producer) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(counters(producer).pending()).isZero());
  }

  /** What a consumer with a duplicate filter sees, by sensor. */
  private static final class Arrived {
    final Map<Origin, Long> byOrigin = new LinkedHashMap<>();
    final Map<String, List<Long>> bySensor = new LinkedHashMap<>();
    int duplicates;

    void add(ConsumerRecord<String, ByteBuffer> record) {
      Origin origin = Origin.of(record.headers()).orElseThrow();
      long number = record.value().getLong(0);
      Long before = byOrigin.putIfAbsent(origin, number);
      if (before == null) {
        bySensor.computeIfAbsent(record.key(), key -> new ArrayList<>()).add(number);
      } else {
        assertThat(before).isEqualTo(number);
        duplicates++;
      }
    }
  }

  private static Arrived arrived(KafkaConnection at, Topic<?> topic) {
    Properties properties = at.clientProperties();
    Arrived arrived = new Arrived();
    try (KafkaConsumer<String, ByteBuffer> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteBufferDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
        consumer.poll(ofSeconds(1)).forEach(arrived::add);
      }
    }
    return arrived;
  }

  private static void verify(Arrived arrived, int count) {
    assertThat(arrived.byOrigin.values())
        .hasSize(count)
        .doesNotHaveDuplicates()
        .allMatch(number -> number >= 0 && number < count);
    assertThat(arrived.bySensor.values()).allSatisfy(numbers -> assertThat(numbers).isSorted());
  }

  @Test
  void deliversOnceInOrderAndSaysWhereFrom() {
    Topic<SensorReading> topic = createdTopic();
    SpoolSettings settings = SpoolSettings.defaults().device("gateway-7");
    try (TelemetryProducer<SensorReading> producer = spooled(connection(), topic, settings)) {
      List<CompletableFuture<RecordMetadata>> futures = sendAll(producer, 0, 5_000);
      assertThat(futures.get(0).join().hasOffset()).isFalse();
      awaitDelivered(producer);
      assertThat(counters(producer).delivered()).isEqualTo(5_000);
    }
    Arrived arrived = arrived(connection(), topic);
    verify(arrived, 5_000);
    assertThat(arrived.duplicates).isZero();
    assertThat(arrived.byOrigin.keySet())
        .allMatch(origin -> origin.device().equals("gateway-7"))
        .extracting(Origin::epoch)
        .containsOnly(arrived.byOrigin.keySet().iterator().next().epoch());
  }

  @Test
  void deliversWhatWasSentBeforeThereWasABroker() throws Exception {
    Topic<SensorReading> topic = freshTopic().partitions(3);
    try (BrokerProcess broker = new BrokerProcess(folder.resolve("broker"))) {
      try (TelemetryProducer<SensorReading> producer =
          spooled(broker.connection(), topic, SpoolSettings.defaults())) {
        sendAll(producer, 0, 2_000);
        assertThat(producer.counters().delivered()).isEqualTo(2_000);
      }
      try (TelemetryProducer<SensorReading> producer =
          spooled(broker.connection(), topic, SpoolSettings.defaults())) {
        assertThat(counters(producer).recovered()).isEqualTo(2_000);
        sendAll(producer, 2_000, 4_000);
        broker.start();
        awaitTopic(broker, topic);
        awaitDelivered(producer);
      }
      verify(arrived(broker.connection(), topic), 4_000);
    }
  }

  private static void awaitTopic(BrokerProcess broker, Topic<?> topic) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              TopicAdmin.ensure(broker.connection(), topic);
              return true;
            });
  }

  @Test
  void deliversThroughKillsOfTheBroker() throws Exception {
    Topic<SensorReading> topic = freshTopic().partitions(3);
    SpoolSettings settings = SpoolSettings.defaults().forceEvery(Duration.ofMillis(100));
    try (BrokerProcess broker = new BrokerProcess(folder.resolve("broker"))) {
      broker.start();
      awaitTopic(broker, topic);
      try (TelemetryProducer<SensorReading> producer =
          spooled(broker.connection(), topic, settings)) {
        for (int round = 0; round < 3; round++) {
          sendAll(producer, round * 20_000, round * 20_000 + 10_000);
          long before = counters(producer).delivered();
          await().atMost(PATIENCE).until(() -> counters(producer).delivered() > before);
          broker.kill();
          sendAll(producer, round * 20_000 + 10_000, round * 20_000 + 20_000);
          broker.start();
          awaitDelivered(producer);
        }
      }
      verify(arrived(broker.connection(), topic), 60_000);
    }
  }

  @Test
  void takesReadingsFromItsVeryFirstStartOnWhileTheRegistryIsAway() {
    Topic<SensorReading> topic = createdTopic();
    KafkaConnection noRegistry =
        KafkaConnection.to(TestServices.kafka()).registry("http://127.0.0.1:1").insecureLocal();
    try (TelemetryProducer<SensorReading> producer = framed(noRegistry, topic)) {
      producer.send(numbered(1)).orTimeout(1, TimeUnit.MINUTES).join();
      producer.close(Duration.ZERO);
    }
    try (TelemetryProducer<SensorReading> producer = framed(connection(), topic);
        TelemetryConsumer<SensorReading> consumer =
            TelemetryConsumer.from(topic)
                .connection(connection())
                .group("first-start")
                .fromEarliest()
                .build()) {
      var unused = producer.send(numbered(2));
      List<Double> values = new ArrayList<>();
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                consumer
                    .poll(ofSeconds(1))
                    .records()
                    .forEach(one -> values.add(one.value().getValue()));
                return values.size() == 2;
              });
      assertThat(values).containsExactlyInAnyOrder(1.0, 2.0);
    }
  }

  private TelemetryProducer<SensorReading> framed(KafkaConnection to, Topic<SensorReading> topic) {
    return TelemetryProducer.to(topic).connection(to).spool(folder.resolve("spool")).build();
  }

  @Test
  void refusesAFolderThatIsInUseOrOfAnotherTopic() throws IOException {
    Topic<SensorReading> topic = createdTopic();
    try (TelemetryProducer<SensorReading> first =
        spooled(connection(), topic, SpoolSettings.defaults())) {
      assertThat(first.spoolCounters()).isPresent();
      assertThatIllegalStateException()
          .isThrownBy(() -> spooled(connection(), topic, SpoolSettings.defaults()))
          .withMessageContaining("in use");
    }
    assertThatIllegalStateException()
        .isThrownBy(() -> spooled(connection(), createdTopic(), SpoolSettings.defaults()))
        .withMessageContaining("holds records for " + topic.name());
  }
}
