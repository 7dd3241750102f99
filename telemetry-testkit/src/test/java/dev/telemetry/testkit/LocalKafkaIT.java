package dev.telemetry.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LocalKafkaIT {
  @Test
  void carriesCommittedTransactionsToAConsumerGroup() throws Exception {
    try (LocalKafka kafka = LocalKafka.start()) {
      createTopic(kafka, "words");

      produceInTransaction(kafka, "words", "hello");

      assertThat(consume(kafka, "words")).containsExactly("hello");
    }
  }

  @Test
  void createsNoTopicByItself() {
    try (LocalKafka kafka = LocalKafka.start();
        var producer =
            new KafkaProducer<>(
                Map.<String, Object>of(
                    "bootstrap.servers", kafka.bootstrapServers(), "max.block.ms", 2000),
                new StringSerializer(),
                new StringSerializer())) {
      var sent = producer.send(new ProducerRecord<>("unknown", "hello"));

      assertThatThrownBy(() -> sent.get(10, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(TimeoutException.class);
    }
  }

  @Test
  void runsSideBySideWithAnother() throws Exception {
    try (LocalKafka first = LocalKafka.start()) {
      try (LocalKafka second = LocalKafka.start()) {
        createTopic(first, "only-in-first");

        assertThat(topics(first)).containsExactly("only-in-first");
        assertThat(topics(second)).isEmpty();
      }
      assertThat(topics(first)).containsExactly("only-in-first");
    }
  }

  @Test
  void deletesItsFolderAndMayBeClosedTwice() {
    LocalKafka kafka = LocalKafka.start();
    assertThat(kafka.folder().path()).exists();

    kafka.close();
    kafka.close();

    assertThat(kafka.folder().path()).doesNotExist();
  }

  private static void createTopic(LocalKafka kafka, String name) throws Exception {
    try (Admin admin = admin(kafka)) {
      admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
    }
  }

  private static Iterable<String> topics(LocalKafka kafka) throws Exception {
    try (Admin admin = admin(kafka)) {
      return admin.listTopics().names().get();
    }
  }

  private static Admin admin(LocalKafka kafka) {
    return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  private static void produceInTransaction(LocalKafka kafka, String topic, String value) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "test");
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic, value)).get();
      producer.commitTransaction();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> consume(LocalKafka kafka, String topic) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "group.id",
            UUID.randomUUID().toString(),
            "isolation.level",
            "read_committed",
            "auto.offset.reset",
            "earliest");
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      for (int polls = 0; polls < 20; polls++) {
        var records = consumer.poll(Duration.ofSeconds(1));
        if (!records.isEmpty()) {
          List<String> values = new ArrayList<>();
          records.forEach(record -> values.add(record.value()));
          return values;
        }
      }
      return List.of();
    }
  }
}
