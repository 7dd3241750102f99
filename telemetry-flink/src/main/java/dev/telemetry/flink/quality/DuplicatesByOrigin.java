package dev.telemetry.flink.quality;

import static java.util.Objects.requireNonNull;

import dev.telemetry.flink.type.Originated;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Loss;
import dev.telemetry.model.SensorReading;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.OutputTag;

/**
 * Rejects readings that a gateway's spool has sent again, as after a crash, and reports those that
 * it sent and that did not come. With it what a spool delivers at least once is there once.
 *
 * <pre>{@code
 * Ingest<Originated<SensorReading>> in = TelemetrySource.from(Topics.READINGS)
 *     .connection(kafka).group("monitoring").idleAfter(ofMinutes(1))
 *     .attachWithOrigin(env, "readings");
 * OnceStreams once = Duplicates.byOrigin().attach(in.readings(), "once");
 * }</pre>
 *
 * <p>A spool numbers its readings over all sensors, so a reading is known by device, epoch and
 * sequence. How far back it is sent again does not matter as long as no earlier number is missing;
 * of numbers that are missing, and all between them, the last 4,194,304 of an epoch are known. That
 * is more than a spool has on its way: what fills a producer's buffer of 32 MiB, four times over
 * where one of four partitions stands still, and what it sends in the second after which it records
 * how far it came. A reading from further back passes and is counted as {@code unknown}; one
 * without an origin passes.
 *
 * <p>Losses: a number that is missing while higher ones of its epoch came is reported once it has
 * been missing for {@link #lostAfter} to twice that, or when it is too far back, or at the end of
 * the input; so partitions may be read that far apart. One {@link Loss} tells of all that were
 * found together. If such a reading comes after all, it is accepted and counted as {@code found}:
 * the report is not taken back. A record that was quarantined, or refused as ahead of time, before
 * it came here is missing here too, and found when it is put back. What is missing at the beginning
 * and the end of an epoch cannot be seen.
 *
 * <p>Time: event times and watermarks stay as they are. Readings of a device stay in the order in
 * which they come from the source, so those of a sensor do too where its readings come from one
 * device. Each device is filtered by one subtask: with fewer devices than subtasks some are idle.
 *
 * <p>State per device and epoch: 65 bytes, and 128 bytes for each 1,024 numbers of which some are
 * missing: as a rule one to ten such rows, 4,096 (512 KiB) at most. An epoch that sends nothing for
 * {@link #forgetAfter} is forgotten. Per device also a timer of processing time and one of event
 * time. A reading costs about 0.2 us of CPU on the heap and 4 us on RocksDB, and a second shuffle.
 *
 * <p>Counters: {@code accepted}, {@code rejected}, with accepted + rejected = read; {@code
 * unknown}, {@code found} and {@code withoutOrigin}, all of them among the accepted; {@code lost},
 * so that lost - found are missing. Immutable: each step returns a new builder.
 */
public final class DuplicatesByOrigin {
  /** The output of losses, for those who attach the function by hand. */
  public static final OutputTag<Loss> LOSSES =
      new OutputTag<>("losses", RecordTypeInfo.ofRecord(Loss.class));

  private final Duration lostAfter;
  private final Duration forgetAfter;

  DuplicatesByOrigin(Duration lostAfter, Duration forgetAfter) {
    this.lostAfter = lostAfter;
    this.forgetAfter = forgetAfter;
  }

  /**
   * How long to wait for a number that is missing, before it is reported.
   *
   * @param patience of processing time, positive; 10 min unless told
   * @return the builder
   */
  public DuplicatesByOrigin lostAfter(Duration patience) {
    return new DuplicatesByOrigin(positive(patience, "lostAfter"), forgetAfter);
  }

  /**
   * After which time of silence an epoch is forgotten: what is sent again later passes.
   *
   * @param silence of processing time, positive; 30 days unless told
   * @return the builder
   */
  public DuplicatesByOrigin forgetAfter(Duration silence) {
    return new DuplicatesByOrigin(lostAfter, positive(silence, "forgetAfter"));
  }

  private static Duration positive(Duration value, String name) {
    if (value.toMillis() <= 0) {
      throw new IllegalArgumentException(name + " must be 1 ms or more, was " + value);
    }
    return value;
  }

  /**
   * The filter as a plain Flink function for a stream keyed by {@link #keyOf}; its side outputs are
   * {@link Duplicates#REJECTED} and {@link #LOSSES}.
   *
   * @return the function
   */
  public KeyedProcessFunction<String, Originated<SensorReading>, SensorReading> build() {
    return new DuplicatesByOriginFunction(lostAfter.toMillis(), forgetAfter.toMillis());
  }

  /**
   * The key of the filter.
   *
   * @param reading with or without an origin
   * @return its device; its sensor where it has none, so that such readings are spread
   */
  public static String keyOf(Originated<SensorReading> reading) {
    String device = reading.device();
    return device == null ? reading.value().getSensorId() : device;
  }

  /**
   * Puts the filter behind a source.
   *
   * @param readings with their origin
   * @param name of the operator and its uid
   * @return what came for the first time, the duplicates and the losses
   */
  public OnceStreams attach(DataStream<Originated<SensorReading>> readings, String name) {
    requireNonNull(name, "name");
    SingleOutputStreamOperator<SensorReading> accepted =
        readings
            .keyBy(DuplicatesByOrigin::keyOf, Types.STRING)
            .process(build(), RecordTypeInfo.ofRecord(SensorReading.class))
            .name(name)
            .uid(name);
    return new OnceStreams(
        accepted, accepted.getSideOutput(Duplicates.REJECTED), accepted.getSideOutput(LOSSES));
  }
}
