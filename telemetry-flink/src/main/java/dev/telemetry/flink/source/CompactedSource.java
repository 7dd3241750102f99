package dev.telemetry.flink.source;

import static java.util.Objects.requireNonNull;

import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.topic.Topic;
import java.io.Serializable;
import java.time.Duration;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * From a compacted Kafka topic to a stream of what it holds and then of each change, for rules and
 * other small tables that go to every subtask.
 *
 * <pre>{@code
 * DataStream<DetectorRule> rules = CompactedSource.from(Topics.RULES, RuledDetection::removalOf)
 *     .connection(kafka).attach(env, "rules").readings();
 * }</pre>
 *
 * <p>At every start, a restart too, the topic is read whole: from its beginning to where it ended
 * as the job started. Then a last watermark is emitted, which says that everything is there; an
 * operator that has this as one input and readings as the other judges nothing before. A record
 * without a value is a removal; so is a key that was there before a restart and is not any more,
 * however long ago the topic forgot that it was removed.
 *
 * <p>A topic that takes too long does not hold the job up for ever, see {@link #waitAtMost}; a
 * broker that does not answer fails the job, which then restarts. Bytes that do not decode go to
 * the quarantine. Reads in one subtask, in a thread of its own, as nobody's consumer group; state:
 * the keys. Counters as in {@link TelemetrySource}. Immutable: each step returns a new builder.
 *
 * @param <T> the records of the topic
 */
public final class CompactedSource<T extends SpecificRecord> {

  /**
   * Makes the record that stands for the removal of a key.
   *
   * @param <T> the records
   */
  @FunctionalInterface
  public interface Removal<T> extends Function<String, T>, Serializable {}

  private final Topic<T> topic;
  private final Removal<T> removal;
  private final @Nullable KafkaConnection connection;
  private final Duration waitAtMost;

  private CompactedSource(
      Topic<T> topic,
      Removal<T> removal,
      @Nullable KafkaConnection connection,
      Duration waitAtMost) {
    this.topic = topic;
    this.removal = removal;
    this.connection = connection;
    this.waitAtMost = waitAtMost;
  }

  /**
   * A source of a topic's records.
   *
   * @param topic to read
   * @param removal makes the record that stands for the removal of a key
   * @param <T> its records
   * @return the builder
   */
  public static <T extends SpecificRecord> CompactedSource<T> from(
      Topic<T> topic, Removal<T> removal) {
    return new CompactedSource<>(
        requireNonNull(topic, "topic"),
        requireNonNull(removal, "removal"),
        null,
        Duration.ofMinutes(1));
  }

  /**
   * Where Kafka and the registry are. Required.
   *
   * @param newConnection to both
   * @return the builder
   */
  public CompactedSource<T> connection(KafkaConnection newConnection) {
    requireNonNull(newConnection, "connection");
    return new CompactedSource<>(topic, removal, newConnection, waitAtMost);
  }

  /**
   * How long the reading of the topic may hold others up: then they go on with what has come so
   * far, and the log says so.
   *
   * @param time positive; 1 min unless told
   * @return the builder
   */
  public CompactedSource<T> waitAtMost(Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("waitAtMost must be positive, was " + time);
    }
    return new CompactedSource<>(topic, removal, connection, time);
  }

  /**
   * Puts the source into a job.
   *
   * @param env the job's environment
   * @param name of the source and its uid; the operator behind it is called {@code name-fates}
   * @return the outputs, of which {@code rejected} stays empty
   */
  public Ingest<T> attach(StreamExecutionEnvironment env, String name) {
    if (connection == null) {
      throw new IllegalStateException("a source needs connection(...)");
    }
    SingleOutputStreamOperator<T> records =
        env.fromSource(
                new CompactedRead<>(topic, removal, connection, waitAtMost.toMillis()),
                WatermarkStrategy.noWatermarks(),
                name,
                Fates.typeOf(RecordTypeInfo.ofRecord(topic.type())))
            .uid(requireNonNull(name, "name"))
            .setParallelism(1)
            .process(new FatesFunction<>(), RecordTypeInfo.ofRecord(topic.type()))
            .name(name + "-fates")
            .uid(name + "-fates")
            .setParallelism(1);
    return new Ingest<>(
        records, records.getSideOutput(Fates.QUARANTINED), records.getSideOutput(Fates.REJECTED));
  }
}
