package dev.telemetry.kafka.serde;

import static dev.telemetry.kafka.TestServices.connection;
import static dev.telemetry.kafka.TestServices.createdTopic;
import static dev.telemetry.kafka.TestServices.freshTopic;
import static dev.telemetry.kafka.TestServices.reading;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.telemetry.kafka.TestServices;
import dev.telemetry.kafka.registry.SchemaRegistry;
import dev.telemetry.kafka.registry.SchemaRegistryException;
import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Future;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our serializers made by Kafka from class names and Confluent's keys. */
class ConfluentKeysIT {
  private static final String CONFLUENT = "io.confluent.kafka.serializers.subject.";
  private final SchemaRegistry registry = SchemaRegistry.at(TestServices.registryUrl()).open();

  private static TelemetryAvroSerializer<SensorReading> configured(String... keysAndValues) {
    Map<String, Object> configs = new HashMap<>();
    configs.put("schema.registry.url", TestServices.registryUrl());
    for (int i = 0; i < keysAndValues.length; i += 2) {
      configs.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    TelemetryAvroSerializer<SensorReading> serializer = new TelemetryAvroSerializer<>();
    serializer.configure(configs, false);
    return serializer;
  }

  @Test
  void writesConfluentsBytes() {
    SensorReading reading =
        new SensorReading(
            "p", "t", "Cel", Instant.ofEpochMilli(1), 1.0, Quality.GOOD, null, Map.of());
    try (TelemetryAvroSerializer<SensorReading> serializer =
        new TelemetryAvroSerializer<>(registry)) {
      byte[] bytes = serializer.serialize("by-hand", reading);
      int id = registry.latest("by-hand-value").id();

      assertThat(bytes)
          .isEqualTo(
              Frames.frame(
                  id, "02 70  02 74  06 43 65 6c  02  00 00 00 00 00 00 f0 3f  00  00  00"));
      assertThat(serializer.serialize("by-hand", null)).isNull();
    }
  }

  @Test
  void goesThroughPlainKafkaClients() throws Exception {
    Topic<SensorReading> topic = createdTopic();
    Properties client = connection().clientProperties();
    client.put("schema.registry.url", "http://127.0.0.1:1," + TestServices.registryUrl());
    client.put("key.serializer", StringSerializer.class.getName());
    client.put("value.serializer", TelemetryAvroSerializer.class.getName());
    client.put("key.deserializer", StringDeserializer.class.getName());
    client.put("value.deserializer", TelemetryAvroDeserializer.class.getName());
    client.put("specific.avro.reader", "true");
    client.put("group.id", "plain-" + topic.name());
    client.put("auto.offset.reset", "earliest");
    try (KafkaProducer<String, SensorReading> producer = new KafkaProducer<>(client)) {
      Future<RecordMetadata> sent =
          producer.send(new ProducerRecord<>(topic.name(), "k", reading("pump-1", 1)));
      assertThat(sent.get().hasOffset()).isTrue();
    }

    assertThat(readOne(topic, client)).isEqualTo(reading("pump-1", 1));
    client.put("specific.avro.reader", "false");
    client.put("group.id", "generic-" + topic.name());
    assertThat(readOne(topic, client).get(0)).hasToString("pump-1");
    client.put("telemetry.record.class", SensorReading.class.getName());
    client.put("group.id", "class-" + topic.name());
    assertThat(readOne(topic, client)).isEqualTo(reading("pump-1", 1));
  }

  private static IndexedRecord readOne(Topic<?> topic, Properties client) {
    List<IndexedRecord> values = new ArrayList<>();
    try (KafkaConsumer<String, IndexedRecord> consumer = new KafkaConsumer<>(client)) {
      consumer.subscribe(List.of(topic.name()));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
                return !values.isEmpty();
              });
    }
    return values.get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "TopicNameStrategy, T-value",
    "RecordNameStrategy, dev.telemetry.model.SensorReading",
    "TopicRecordNameStrategy, T-dev.telemetry.model.SensorReading"
  })
  void namesSubjectsAsConfluentDoes(String strategy, String subject) {
    String topic = freshTopic().name();
    try (TelemetryAvroSerializer<SensorReading> serializer =
        configured("value.subject.name.strategy", CONFLUENT + strategy)) {
      byte[] bytes = serializer.serialize(topic, reading("pump-1", 1));
      int id = registry.latest(subject.replace("T-", topic + "-")).id();

      assertThat(bytes).startsWith(0, id >>> 24, id >>> 16, id >>> 8, id);
    }
  }

  @Test
  void registersNothingWhenTold() {
    String topic = freshTopic().name();
    try (TelemetryAvroSerializer<SensorReading> serializer =
        configured("auto.register.schemas", "false")) {
      SchemaRegistryException unknown =
          catchThrowableOfType(
              SchemaRegistryException.class,
              () -> serializer.serialize(topic, reading("pump-1", 1)));
      assertThat(unknown.kind()).isEqualTo(SchemaRegistryException.Kind.NOT_FOUND);

      registry.register(topic + "-value", SensorReading.SCHEMA$);
      assertThat(serializer.serialize(topic, reading("pump-1", 1))).isNotEmpty();
    }
  }

  @Test
  void usesTheLatestVersionOnlyWhereItIsTheRecordsSchema() {
    String topic = freshTopic().name();
    String other = freshTopic().name();
    int id = registry.register(topic + "-value", SensorReading.SCHEMA$);
    registry.register(other + "-value", Node.SCHEMA$);
    try (TelemetryAvroSerializer<SensorReading> serializer =
        configured("auto.register.schemas", "false", "use.latest.version", "true")) {
      assertThat(serializer.serialize(topic, reading("pump-1", 1)))
          .startsWith(0, id >>> 24, id >>> 16, id >>> 8, id);
      assertThatExceptionOfType(SerializationException.class)
          .isThrownBy(() -> serializer.serialize(other, reading("pump-1", 1)))
          .withMessageContaining("version 1 of subject " + other + "-value");
    }
  }

  @Test
  void recoversFromARecordThatFailedHalfWay() {
    try (TelemetryAvroSerializer<SensorReading> serializer = configured()) {
      String topic = freshTopic().name();
      byte[] whole = serializer.serialize(topic, reading("pump-1", 1));
      SensorReading half = new SensorReading();
      half.setSensorId("half");

      assertThatExceptionOfType(SerializationException.class)
          .isThrownBy(() -> serializer.serialize(topic, half))
          .withMessageContaining("dev.telemetry.model.SensorReading is incomplete");
      assertThat(serializer.serialize(topic, reading("pump-1", 1))).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "schema.registry.url, ''",
    "auto.register.schemas, perhaps",
    "value.subject.name.strategy, com.example.Mine",
    "telemetry.max.record.bytes, much",
    "basic.auth.credentials.source, MAGIC",
    "basic.auth.credentials.source, USER_INFO",
    "bearer.auth.credentials.source, OAUTHBEARER"
  })
  void refusesConfigurationByItsKey(String key, String value) {
    assertThatExceptionOfType(ConfigException.class).isThrownBy(() -> configured(key, value));
  }
}
