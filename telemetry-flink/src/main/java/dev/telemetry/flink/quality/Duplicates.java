package dev.telemetry.flink.quality;

import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.SensorReading;
import java.time.Duration;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.OutputTag;

/**
 * Rejects readings whose sequence number their sensor has sent before, as gateways do that send
 * again after an outage.
 *
 * <p>The last 64 numbers up to the highest are remembered; one further back passes, as nothing is
 * known of it. A number that was seen or is further back, with a later event time than any before,
 * says that the sensor started its numbers anew, and so does the filter: what is sent again keeps
 * its event time. A reading without a number passes.
 *
 * <p>State per key: 24 bytes; a key that stays away for 7 days of processing time is forgotten.
 * Counters: {@code accepted}, {@code rejected}; accepted + rejected = read.
 */
public final class Duplicates {
  /** The output of what is rejected, for those who attach the function by hand. */
  public static final OutputTag<Rejected> REJECTED =
      new OutputTag<>("duplicates", RecordTypeInfo.ofRecord(Rejected.class));

  private Duplicates() {}

  /**
   * The filter as a plain Flink function for a stream keyed by sensor; its side output is {@link
   * #REJECTED}.
   *
   * @param <K> the key
   * @return the function
   */
  public static <K> KeyedProcessFunction<K, SensorReading, SensorReading> bySequence() {
    return new DuplicatesFunction<>();
  }

  /**
   * A filter for what spools have sent again, by what they wrote into the headers: it needs no
   * numbers of the sensors', and reports losses.
   *
   * @return a builder
   */
  public static DuplicatesByOrigin byOrigin() {
    return new DuplicatesByOrigin(Duration.ofMinutes(10), Duration.ofDays(30));
  }

  /**
   * Puts the filter behind a stream.
   *
   * @param bySensor readings keyed by sensor
   * @param name of the operator and its uid
   * @param <K> the key
   * @return what came for the first time, and the duplicates; key the accepted ones again
   */
  public static <K> Gated attach(KeyedStream<SensorReading, K> bySensor, String name) {
    SingleOutputStreamOperator<SensorReading> accepted =
        bySensor
            .process(bySequence(), RecordTypeInfo.ofRecord(SensorReading.class))
            .name(name)
            .uid(name);
    return new Gated(accepted, accepted.getSideOutput(REJECTED));
  }
}
