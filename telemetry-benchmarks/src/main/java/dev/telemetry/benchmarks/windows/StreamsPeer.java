package dev.telemetry.benchmarks.windows;

import dev.telemetry.benchmarks.BenchmarkException;
import dev.telemetry.benchmarks.Machine;
import dev.telemetry.benchmarks.Measurement;
import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.benchmarks.job.Fill;
import dev.telemetry.benchmarks.job.Folders;
import dev.telemetry.benchmarks.job.PacedContestant;
import dev.telemetry.testkit.LocalKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.EmitStrategy;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.state.Stores;

/** Kafka Streams' windows, from a topic of a broker in this JVM that was filled before. */
final class StreamsPeer extends PacedContestant {
  static final String NAME = "kafka-streams";

  private static final int LIMIT_MINUTES = 10;
  private static final long CACHE_BYTES = 256L << 20;
  private static final Duration GRACE = Duration.ofMillis(Feed.DISORDER_MILLIS);
  private static final int LEAD_TICKS = WindowJob.SHORT_LEAD_TICKS;

  private final LocalKafka kafka;
  private final WindowCase one;
  private final StreamsTopic topic;

  private StreamsPeer(LocalKafka kafka, WindowCase one, StreamsTopic topic, int mostTicks) {
    super(one.keys(), one.slideCycleTicks(), mostTicks);
    this.kafka = kafka;
    this.one = one;
    this.topic = topic;
  }

  /** Writes so many readings of each key and stands ready to process them again and again. */
  static StreamsPeer filled(LocalKafka kafka, WindowCase one, int mostTicks) throws Exception {
    StreamsTopic topic = new StreamsTopic(kafka.bootstrapServers(), one.name());
    topic.fill(one.feed(Fill.NONE, LEAD_TICKS).measured(mostTicks));
    return new StreamsPeer(kafka, one, topic, mostTicks);
  }

  /** Throws where its results are not the expected ones. */
  static void check(LocalKafka kafka, Agreement agreement) throws Exception {
    StreamsTopic topic =
        new StreamsTopic(kafka.bootstrapServers(), "agreement-" + UUID.randomUUID());
    topic.fill(agreement.feed());
    Queue<WindowResult> results = new ConcurrentLinkedQueue<>();
    Span span = new Span(0, agreement.feed().events() - 1);
    new StreamsPeer(kafka, agreement.one(), topic, 1).process(topic, span, true, results::add);
    agreement.compare(NAME, List.copyOf(results), true);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  protected Measurement run(int ticks) throws Exception {
    Span span = new Span((long) LEAD_TICKS * one.keys(), (long) (LEAD_TICKS + ticks) * one.keys());
    return process(topic, span, false, result -> {});
  }

  /** The time from one reading's turn to another's; used by the one stream thread. */
  private static final class Span {
    private final long first;
    private final long end;
    private final CountDownLatch over = new CountDownLatch(1);
    private long readings;
    private long results;
    private long startNanos;
    private long startCpu;
    private long startResults;
    private Measurement measured = new Measurement(0, 0, 0, 0, 0);

    Span(long first, long end) {
      this.first = first;
      this.end = end;
    }

    void reading() {
      if (readings == first) {
        startCpu = Machine.cpuNanos();
        startNanos = System.nanoTime();
        startResults = results;
      }
      if (readings == end) {
        measured =
            new Measurement(
                end - first,
                System.nanoTime() - startNanos,
                Machine.cpuNanos() - startCpu,
                results - startResults,
                0);
        over.countDown();
      }
      readings++;
    }
  }

  private Measurement process(
      StreamsTopic from, Span span, boolean checking, Consumer<WindowResult> out) throws Exception {
    Path folder = Files.createTempDirectory("telemetry-streams");
    try (KafkaStreams streams =
        new KafkaStreams(topology(from.name(), span, out), settings(folder, checking))) {
      streams.setUncaughtExceptionHandler(error -> StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
      streams.start();
      long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(LIMIT_MINUTES);
      while (!span.over.await(100, TimeUnit.MILLISECONDS)) {
        if (streams.state() == KafkaStreams.State.ERROR || System.nanoTime() - deadline > 0) {
          throw new BenchmarkException("Kafka Streams did not come to the end");
        }
      }
      return span.measured;
    } finally {
      Folders.delete(folder);
    }
  }

  private Topology topology(String from, Span span, Consumer<WindowResult> out) {
    WindowKind kind = one.kinds().get(0);
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(from, Consumed.with(Serdes.String(), Serdes.ByteArray()))
        .peek((key, reading) -> span.reading())
        .groupByKey(Grouped.with(Serdes.String(), Serdes.ByteArray()))
        .windowedBy(
            TimeWindows.ofSizeAndGrace(kind.sizeAsDuration(), GRACE)
                .advanceBy(kind.slideAsDuration()))
        .emitStrategy(EmitStrategy.onWindowClose())
        .aggregate(
            Summary::new,
            (key, reading, summary) -> {
              summary.add(StreamsTopic.valueOf(reading), StreamsTopic.timeOf(reading));
              return summary;
            },
            Materialized.<String, Summary>as(
                    Stores.inMemoryWindowStore(
                        "windows", kind.sizeAsDuration().plus(GRACE), kind.sizeAsDuration(), false))
                .withKeySerde(Serdes.String())
                .withValueSerde(SummarySerde.create())
                .withCachingEnabled())
        .toStream()
        .foreach(
            (key, summary) -> {
              span.results++;
              out.accept(
                  PojoResult.of(key.key(), summary, key.window().start(), key.window().end())
                      .read());
            });
    return builder.build();
  }

  private Properties settings(Path folder, boolean checking) {
    Properties settings = new Properties();
    settings.putAll(
        Map.of(
            StreamsConfig.APPLICATION_ID_CONFIG,
            "benchmark-" + UUID.randomUUID(),
            StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka.bootstrapServers(),
            StreamsConfig.STATE_DIR_CONFIG,
            folder.toString(),
            StreamsConfig.NUM_STREAM_THREADS_CONFIG,
            1,
            StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
            StreamsConfig.AT_LEAST_ONCE,
            StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
            10_000,
            StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG,
            CACHE_BYTES,
            StreamsConfig.consumerPrefix("auto.offset.reset"),
            "earliest",
            StreamsConfig.consumerPrefix("max.poll.records"),
            10_000));
    if (checking) {
      // otherwise results wait for up to 1 s of the clock, and the last ones for ever
      settings.put(StreamsConfig.InternalConfig.EMIT_INTERVAL_MS_KSTREAMS_WINDOWED_AGGREGATION, 0L);
    }
    return settings;
  }

  @Override
  public Map<String, Object> parameters() {
    return Map.of(
        "fill",
        Fill.NONE.toString(),
        "what",
        "hopping and tumbling windows emitted when they close, grace of 2 s for the disorder and no"
            + " lateness beyond; in-memory store with cache and changelog, commit every 10 s, at"
            + " least once; one thread; time and value in 16 bytes, accumulator written by hand; its"
            + " figures include reading from and its changelog to a broker in the same JVM; count,"
            + " mean, variance, min, max, first, last, sum");
  }
}
