package dev.telemetry.examples.faults.data;

import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.TopicAdmin;
import dev.telemetry.kafka.registry.SchemaRegistry;
import dev.telemetry.kafka.serde.TelemetryAvroDeserializer;
import dev.telemetry.testkit.LocalKafka;
import dev.telemetry.testkit.LocalSchemaRegistry;
import dev.telemetry.topic.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.util.FileUtils;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker, a registry behind its front, and workers; they stay up over the rounds. */
final class DataStage implements AutoCloseable {
  private final Deque<Runnable> closing = new ArrayDeque<>();
  private final Path folder;
  private final LocalKafka broker;
  private final RegistryFront front;
  private final KafkaConnection kafka;
  private final SchemaRegistry registry;
  private final KafkaProducer<byte[], byte[]> producer;

  private DataStage() throws IOException {
    folder = Files.createTempDirectory("faults");
    closing.push(() -> FileUtils.deleteDirectoryQuietly(folder.toFile()));
    CompletableFuture<LocalSchemaRegistry> starting =
        CompletableFuture.supplyAsync(LocalSchemaRegistry::start);
    broker = opened(LocalKafka.start(), LocalKafka::close);
    LocalSchemaRegistry real = opened(starting.join(), LocalSchemaRegistry::close);
    front = opened(RegistryFront.before(real.url()), RegistryFront::close);
    kafka = KafkaConnection.to(broker.bootstrapServers()).registry(front.url()).insecureLocal();
    registry = kafka.schemaRegistry();
    producer = opened(producer(kafka), KafkaProducer::close);
  }

  static DataStage start() throws IOException {
    return new DataStage();
  }

  private <T> T opened(T part, Consumer<T> close) {
    closing.push(() -> close.accept(part));
    return part;
  }

  private static KafkaProducer<byte[], byte[]> producer(KafkaConnection kafka) {
    Properties properties = kafka.clientProperties();
    properties.setProperty("max.request.size", Integer.toString(8 << 20));
    properties.setProperty("linger.ms", "20");
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** A JVM for the job. */
  WorkerProcess worker(String name, List<String> heap) throws IOException {
    return opened(WorkerProcess.start(folder, name, heap), WorkerProcess::close);
  }

  /** Creates a round's topics. */
  RoundTopics topics(String round) {
    RoundTopics topics = new RoundTopics(round);
    TopicAdmin.ensure(kafka, topics.all());
    return topics;
  }

  /** Runs the job over what the round's topics hold. */
  JobReport run(WorkerProcess worker, RoundTopics topics) throws IOException {
    return worker.run(topics, broker.bootstrapServers(), front.url());
  }

  /** The same on another thread. */
  CompletableFuture<JobReport> running(WorkerProcess worker, RoundTopics topics) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return run(worker, topics);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  RegistryFront front() {
    return front;
  }

  SchemaRegistry registry() {
    return registry;
  }

  KafkaProducer<byte[], byte[]> producer() {
    return producer;
  }

  /** All that a topic holds and a consumer of committed records sees. */
  Contents contents(Topic<?> topic) {
    return Contents.of(kafka, topic);
  }

  /** The same, decoded. */
  <T extends SpecificRecord> List<T> records(Topic<T> topic) {
    try (var deserializer = TelemetryAvroDeserializer.of(registry, topic)) {
      return contents(topic).values().stream()
          .map(value -> deserializer.deserialize(topic.name(), value))
          .toList();
    }
  }

  @Override
  public void close() {
    closing.forEach(Runnable::run);
  }
}
