package dev.telemetry.benchmarks.producer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telemetry.benchmarks.Benchmark;
import dev.telemetry.benchmarks.CaseResult;
import dev.telemetry.benchmarks.Rounds;
import dev.telemetry.benchmarks.StubRegistry;
import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.benchmarks.job.Folders;
import dev.telemetry.benchmarks.job.ReadingFormat;
import dev.telemetry.benchmarks.job.SensorReadings;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.TelemetryProducer;
import dev.telemetry.kafka.TopicAdmin;
import dev.telemetry.kafka.serde.TelemetryAvroSerializer;
import dev.telemetry.kafka.spool.SpoolCounters;
import dev.telemetry.kafka.spool.SpoolSettings;
import dev.telemetry.model.SensorReading;
import dev.telemetry.testkit.LocalKafka;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The typed producer against Kafka's own with bytes that are there already; and the same with a
 * spool against itself without one.
 */
public final class ProducerBenchmark implements Benchmark {
  private static final String TYPED = "typed";
  private static final String SPOOLED = "spooled";
  private static final int READINGS = 1_000;
  private static final int WARM_UPS = 5;
  private static final double WARM_UP_SECONDS = 2;
  private static final int SPLIT = 5;
  private static final Duration SPOOL_INTERVAL = Duration.ofMillis(200);

  /** Makes the benchmark. */
  public ProducerBenchmark() {}

  @Override
  public String name() {
    return "producer";
  }

  @Override
  public List<String> cases() {
    return List.of(TYPED, SPOOLED);
  }

  @Override
  public Optional<CaseResult> run(String name, Rounds rounds) throws Exception {
    try (LocalKafka kafka = LocalKafka.start();
        StubRegistry registry = new StubRegistry()) {
      KafkaConnection connection =
          KafkaConnection.to(kafka.bootstrapServers()).registry(registry.url()).insecureLocal();
      return Optional.of(
          name.equals(TYPED)
              ? typed(rounds, kafka, registry, connection)
              : spooled(rounds, connection));
    }
  }

  private static CaseResult typed(
      Rounds rounds, LocalKafka kafka, StubRegistry registry, KafkaConnection connection)
      throws Exception {
    Topic<SensorReading> typed = Topics.READINGS.named("typed");
    Topic<SensorReading> raw = Topics.READINGS.named("raw");
    TopicAdmin.ensure(connection, typed, raw);
    byte[][] bytes = encoded(registry, raw);
    try (TelemetryProducer<SensorReading> ours =
            TelemetryProducer.to(typed).connection(connection).build();
        KafkaProducer<byte[], byte[]> theirs = rawProducer(kafka)) {
      List<SendContestant> contestants =
          List.of(new Typed("ours", ours), new Raw(theirs, raw.name(), bytes));
      warmUp(contestants);
      return rounds.split(SPLIT).measure(TYPED, parameters(bytes), contestants);
    }
  }

  private static CaseResult spooled(Rounds rounds, KafkaConnection connection) throws Exception {
    Topic<SensorReading> through = Topics.READINGS.named("spooled");
    Topic<SensorReading> directly = Topics.READINGS.named("directly");
    TopicAdmin.ensure(connection, through, directly);
    Path folder = Files.createTempDirectory("telemetry-spool");
    try (TelemetryProducer<SensorReading> ours =
            TelemetryProducer.to(through)
                .connection(connection)
                .spool(folder, SpoolSettings.defaults().forceEvery(SPOOL_INTERVAL))
                .build();
        TelemetryProducer<SensorReading> theirs =
            TelemetryProducer.to(directly).connection(connection).build()) {
      List<SendContestant> contestants = List.of(new Spooled(ours), new Typed("no-spool", theirs));
      warmUp(contestants);
      Map<String, Object> parameters =
          Map.of("forceMillis", SPOOL_INTERVAL.toMillis(), "partitions", through.partitions());
      return rounds.measure(SPOOLED, parameters, contestants);
    } finally {
      Folders.delete(folder);
    }
  }

  /** The compiler takes its time: both go the same way through Kafka's client and the broker. */
  private static void warmUp(List<SendContestant> contestants) {
    for (int i = 0; i < WARM_UPS; i++) {
      contestants.forEach(contestant -> contestant.run(WARM_UP_SECONDS));
    }
  }

  private static Map<String, Object> parameters(byte[][] bytes) {
    return Map.of(
        "bytesPerRecord",
        bytes[0].length,
        "partitions",
        Topics.READINGS.partitions(),
        "settings",
        "acks=all, idempotent, lz4, linger 5 ms, one broker in this JVM");
  }

  /** The same settings as the typed producer's. */
  private static KafkaProducer<byte[], byte[]> rawProducer(LocalKafka kafka) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", kafka.bootstrapServers(),
            "acks", "all",
            "enable.idempotence", "true",
            "compression.type", "lz4",
            "linger.ms", "5",
            "max.request.size", Topics.READINGS.maxRecordBytes() + (1 << 16));
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static byte[][] encoded(StubRegistry registry, Topic<SensorReading> topic) {
    try (TelemetryAvroSerializer<SensorReading> serializer =
        TelemetryAvroSerializer.of(registry.client(), topic)) {
      return Arrays.stream(readings())
          .map(reading -> Objects.requireNonNull(serializer.serialize(topic.name(), reading)))
          .toArray(byte[][]::new);
    }
  }

  private static SensorReading[] readings() {
    ReadingFormat.Maker<SensorReading> maker = new SensorReadings().maker(READINGS);
    return IntStream.range(0, READINGS)
        .mapToObj(key -> maker.make(key, Feed.START + key, 20 + key / 7.0, key))
        .toArray(SensorReading[]::new);
  }

  /** Counts by the producer's own counters, as its users do. */
  private static class Typed extends SendContestant {
    private final TelemetryProducer<SensorReading> producer;
    private final SensorReading[] readings = readings();

    Typed(String name, TelemetryProducer<SensorReading> producer) {
      super(name);
      this.producer = producer;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // each is counted
    void send(int number) {
      producer.send(readings[number % READINGS]);
    }

    @Override
    void flush() {
      producer.flush();
    }

    @Override
    long delivered() {
      return producer.counters().delivered();
    }
  }

  /** Counts what Kafka has taken out of the spool. */
  private static final class Spooled extends Typed {
    private static final long POLL_NANOS = 100_000;
    private final TelemetryProducer<SensorReading> producer;

    Spooled(TelemetryProducer<SensorReading> producer) {
      super("ours", producer);
      this.producer = producer;
    }

    private SpoolCounters counters() {
      return producer.spoolCounters().orElseThrow();
    }

    @Override
    void flush() {
      super.flush();
      while (counters().pending() > 0) {
        LockSupport.parkNanos(POLL_NANOS);
      }
    }

    @Override
    long delivered() {
      return counters().delivered();
    }
  }

  /** Counts in the callback, as its users do. */
  private static final class Raw extends SendContestant {
    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final byte[][] bytes;
    private final byte[][] keys =
        Arrays.stream(ReadingFormat.sensorIds(READINGS))
            .map(id -> id.getBytes(UTF_8))
            .toArray(byte[][]::new);
    private final LongAdder delivered = new LongAdder();
    private final LongAdder failed = new LongAdder();

    Raw(KafkaProducer<byte[], byte[]> producer, String topic, byte[][] bytes) {
      super("raw-bytes");
      this.producer = producer;
      this.topic = topic;
      this.bytes = bytes;
    }

    @Override
    void send(int number) {
      int at = number % READINGS;
      Future<RecordMetadata> unused =
          producer.send(
              new ProducerRecord<>(topic, keys[at], bytes[at]),
              (metadata, error) -> (error == null ? delivered : failed).increment());
    }

    @Override
    void flush() {
      producer.flush();
    }

    @Override
    long delivered() {
      return delivered.sum();
    }
  }
}
