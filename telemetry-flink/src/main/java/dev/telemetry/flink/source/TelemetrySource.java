package dev.telemetry.flink.source;

import static java.util.Objects.requireNonNull;

import dev.telemetry.flink.time.ClockGuard;
import dev.telemetry.flink.time.DisorderWatermarks;
import dev.telemetry.flink.time.PartitionWatermarks;
import dev.telemetry.flink.type.Originated;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.serde.WhenRegistryIsDown;
import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.types.Either;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a Kafka topic to a stream of its records with event time, and the records that could not be
 * taken.
 *
 * <pre>{@code
 * Ingest<SensorReading> in = TelemetrySource.from(Topics.READINGS)
 *     .connection(kafka).group("monitoring")
 *     .disorder(ofSeconds(5)).idleAfter(ofMinutes(1)).maxAhead(ofMinutes(2))
 *     .attach(env, "readings");
 * }</pre>
 *
 * <p>Every record read is in exactly one output of {@link Ingest}; bytes that do not decode never
 * stop the job. Records of aborted transactions are not read.
 *
 * <p>Time: watermarks are made per partition and trail the latest event time by {@code disorder}. A
 * partition without records for {@code idleAfter} no longer holds the others back; its first record
 * after that may be late. While all partitions are idle the watermark stands still, and windows
 * stay open until somebody speaks again. A reading ahead of time (see {@link #maxAhead} and {@link
 * #recording}) is refused before it can move the watermark.
 *
 * <p>The source runs with as many subtasks as the topic has partitions at most: a subtask without a
 * partition would hold the watermark back. Where the environment's parallelism is above, that is
 * logged.
 *
 * <p>Counters: {@code read}, {@code decoded}, {@code quarantined}, {@code aheadOfTime}, and the
 * last also per sensor for up to 1,000 sensors with ids of up to 255 characters. Immutable: each
 * step returns a new builder.
 *
 * @param <T> the records of the topic
 */
public final class TelemetrySource<T extends SpecificRecord> {
  private static final Logger LOG = LoggerFactory.getLogger(TelemetrySource.class);

  /**
   * Takes the event time from a record.
   *
   * @param <T> the records
   */
  @FunctionalInterface
  public interface EventTime<T> extends Function<T, Instant>, Serializable {}

  private final Settings<T> settings;

  private TelemetrySource(Settings<T> settings) {
    this.settings = settings;
  }

  /** What the steps set; a step changes a copy. */
  private static final class Settings<T extends SpecificRecord> {
    final Topic<T> topic;
    @Nullable KafkaConnection connection;
    @Nullable String group;
    @Nullable EventTime<T> eventTime;
    Duration disorder = Duration.ofSeconds(5);
    @Nullable Duration idleAfter;
    ClockGuard guard = ClockGuard.live(Duration.ofMinutes(2));
    OffsetsInitializer start = committedOrEarliest();
    boolean bounded;
    WhenRegistryIsDown whenRegistryIsDown = WhenRegistryIsDown.WAIT;

    Settings(Topic<T> topic) {
      this.topic = topic;
    }

    Settings<T> copy() {
      Settings<T> copy = new Settings<>(topic);
      copy.connection = connection;
      copy.group = group;
      copy.eventTime = eventTime;
      copy.disorder = disorder;
      copy.idleAfter = idleAfter;
      copy.guard = guard;
      copy.start = start;
      copy.bounded = bounded;
      copy.whenRegistryIsDown = whenRegistryIsDown;
      return copy;
    }
  }

  @SuppressWarnings("deprecation") // the connector's own signature
  private static OffsetsInitializer committedOrEarliest() {
    return OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
  }

  private TelemetrySource<T> with(Consumer<Settings<T>> step) {
    Settings<T> changed = settings.copy();
    step.accept(changed);
    return new TelemetrySource<>(changed);
  }

  /**
   * A source of a topic's records. Readings carry their event time; for other records say {@link
   * #eventTime}.
   *
   * @param topic to read
   * @param <T> its records
   * @return the builder
   */
  public static <T extends SpecificRecord> TelemetrySource<T> from(Topic<T> topic) {
    return new TelemetrySource<>(new Settings<>(requireNonNull(topic, "topic")));
  }

  /**
   * Where Kafka and the registry are. Required.
   *
   * @param connection to both
   * @return the builder
   */
  public TelemetrySource<T> connection(KafkaConnection connection) {
    requireNonNull(connection, "connection");
    return with(s -> s.connection = connection);
  }

  /**
   * The consumer group that offsets are committed under. Required.
   *
   * @param group not empty
   * @return the builder
   */
  public TelemetrySource<T> group(String group) {
    if (group.isBlank()) {
      throw new IllegalArgumentException("group must not be empty");
    }
    return with(s -> s.group = group);
  }

  /**
   * Takes the event time from records that are no sensor readings.
   *
   * @param eventTime takes it
   * @return the builder
   */
  public TelemetrySource<T> eventTime(EventTime<T> eventTime) {
    requireNonNull(eventTime, "eventTime");
    return with(s -> s.eventTime = eventTime);
  }

  /**
   * By how much a record may come after one with a later event time; results wait for that long.
   *
   * @param bound not negative; 5 s unless told
   * @return the builder
   */
  public TelemetrySource<T> disorder(Duration bound) {
    if (bound.isNegative()) {
      throw new IllegalArgumentException("disorder must not be negative, was " + bound);
    }
    return with(s -> s.disorder = bound);
  }

  /**
   * After which time of silence a partition no longer holds the others back. Required: without it
   * one idle partition stops every window of the job.
   *
   * @param silence of processing time, positive
   * @return the builder
   */
  public TelemetrySource<T> idleAfter(Duration silence) {
    if (silence.isNegative() || silence.isZero()) {
      throw new IllegalArgumentException("idleAfter must be positive, was " + silence);
    }
    return with(s -> s.idleAfter = silence);
  }

  /**
   * How far past the clock an event time may be; 2 min unless told. The clock is the broker's where
   * it stamps the records, as on the standard topics, else this machine's.
   *
   * @param bound not negative
   * @return the builder
   */
  public TelemetrySource<T> maxAhead(Duration bound) {
    ClockGuard guard = ClockGuard.live(bound);
    return with(s -> s.guard = guard);
  }

  /**
   * For a recording of the past, where the clock says nothing: how far past the other records of
   * its partition an event time may be. Where the recording itself pauses for longer, its first
   * record after the pause is refused.
   *
   * @param maxJump not negative
   * @return the builder
   */
  public TelemetrySource<T> recording(Duration maxJump) {
    ClockGuard guard = ClockGuard.recording(maxJump);
    return with(s -> s.guard = guard);
  }

  /**
   * Where to start when there is neither a checkpoint nor a committed offset of the group: at the
   * earliest record unless told.
   *
   * @param offsets Flink's own choice
   * @return the builder
   */
  public TelemetrySource<T> startingAt(OffsetsInitializer offsets) {
    requireNonNull(offsets, "offsets");
    return with(s -> s.start = offsets);
  }

  /**
   * Ends at what the topic holds when the job starts; the job then finishes.
   *
   * @return the builder
   */
  public TelemetrySource<T> bounded() {
    return with(s -> s.bounded = true);
  }

  /**
   * What becomes of a record whose schema was not seen yet while the registry is down: waited for
   * unless told.
   *
   * @param choice wait or quarantine
   * @return the builder
   */
  public TelemetrySource<T> whenRegistryIsDown(WhenRegistryIsDown choice) {
    requireNonNull(choice, "choice");
    return with(s -> s.whenRegistryIsDown = choice);
  }

  /**
   * Puts the source into a job.
   *
   * @param env the job's environment
   * @param name of the source and its uid; the operator behind it is called {@code name-fates}
   * @return the three outputs
   */
  public Ingest<T> attach(StreamExecutionEnvironment env, String name) {
    return attach(env, name, new Carried.Plain<>());
  }

  /**
   * Puts the source into a job, and leaves with each record who sent it first, as {@link
   * dev.telemetry.kafka.spool.Origin} says: {@code Duplicates.byOrigin()} knows by it what a spool
   * has sent twice. Records without an origin come without a device.
   *
   * @param env the job's environment
   * @param name of the source and its uid; the operator behind it is called {@code name-fates}
   * @return the three outputs
   */
  public Ingest<Originated<T>> attachWithOrigin(StreamExecutionEnvironment env, String name) {
    return attach(env, name, new Carried.WithOrigin<>());
  }

  private <C> Ingest<C> attach(StreamExecutionEnvironment env, String name, Carried<T, C> carried) {
    requireNonNull(name, "name");
    int parallelism = parallelism(env, name);
    TypeInformation<C> type = carried.typeOf(RecordTypeInfo.ofRecord(settings.topic.type()));
    SingleOutputStreamOperator<C> readings =
        env.fromSource(kafkaSource(carried), watermarks(carried), name, Fates.typeOf(type))
            .uid(name)
            .setParallelism(parallelism)
            .process(new FatesFunction<>(), type)
            .name(name + "-fates")
            .uid(name + "-fates")
            .setParallelism(parallelism);
    return new Ingest<>(
        readings,
        readings.getSideOutput(Fates.QUARANTINED),
        readings.getSideOutput(Fates.REJECTED));
  }

  private <C> KafkaSource<Either<C, Either<Quarantined, Rejected>>> kafkaSource(
      Carried<T, C> carried) {
    KafkaConnection kafka = said(settings.connection, "connection(...)");
    Properties properties = kafka.clientProperties();
    properties.putIfAbsent("isolation.level", "read_committed");
    KafkaSourceBuilder<Either<C, Either<Quarantined, Rejected>>> source =
        KafkaSource.<Either<C, Either<Quarantined, Rejected>>>builder()
            .setProperties(properties)
            .setTopics(settings.topic.name())
            .setGroupId(said(settings.group, "group(...)"))
            .setStartingOffsets(settings.start)
            .setDeserializer(
                new FatesDeserializer<>(
                    settings.topic,
                    carried,
                    kafka,
                    eventTimeOrOfReading(),
                    settings.guard,
                    settings.whenRegistryIsDown));
    if (settings.bounded) {
      source.setBounded(OffsetsInitializer.latest());
    }
    return source.build();
  }

  private <C> WatermarkStrategy<Either<C, Either<Quarantined, Rejected>>> watermarks(
      Carried<T, C> carried) {
    Duration idleAfter =
        said(settings.idleAfter, "idleAfter(...): one idle partition would stop every window");
    EventTime<T> eventTime = eventTimeOrOfReading();
    return PartitionWatermarks.of(
        DisorderWatermarks.<Either<C, Either<Quarantined, Rejected>>>strategy(
                settings.disorder, Either::isLeft)
            .withTimestampAssigner(
                (fate, kafkaTime) ->
                    fate.isLeft()
                        ? eventTime.apply(carried.value(fate.left())).toEpochMilli()
                        : kafkaTime),
        idleAfter);
  }

  private int parallelism(StreamExecutionEnvironment env, String name) {
    int partitions = settings.topic.partitions();
    if (env.getParallelism() > partitions) {
      LOG.info(
          "{}: the parallelism {} is above the {} partitions of {}; the source runs with {}",
          name,
          env.getParallelism(),
          partitions,
          settings.topic.name(),
          partitions);
    }
    boolean left = env.getParallelism() < 1; // to the cluster, which does not know the partitions
    return left ? partitions : Math.min(env.getParallelism(), partitions);
  }

  @SuppressWarnings("unchecked") // T is SensorReading where the topic says so
  private EventTime<T> eventTimeOrOfReading() {
    if (settings.eventTime != null) {
      return settings.eventTime;
    }
    if (settings.topic.type() != SensorReading.class) {
      throw new IllegalStateException(
          "say eventTime(...): a " + settings.topic.type().getName() + " has no known event time");
    }
    EventTime<SensorReading> ofReading = SensorReading::getEventTime;
    return (EventTime<T>) ofReading;
  }

  private static <V> V said(@Nullable V value, String step) {
    if (value == null) {
      throw new IllegalStateException("a source needs " + step);
    }
    return value;
  }
}
