package dev.telemetry.flink.detect;

import dev.telemetry.flink.type.Measure.TextOf;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Anomaly;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * {@link Silence} with one anomaly for a machine or gateway that falls silent as a whole, in place
 * of hundreds of its sensors.
 *
 * <p>Each sensor's opening waits for {@link #within}, 30 s unless told, which is how much later it
 * is emitted. When by then more than a share of the machine's sensors that still spoke are waiting,
 * half of them unless told and at least two, the machine's episode opens in their place; what falls
 * silent after that is in it too. A sensor that is back before its opening was emitted is not told
 * at all. The machine's episode closes when no more than half of that share is silent; those that
 * do not come back within the same delay are then told for themselves. A sensor whose silence was
 * told before keeps its own episode, and counts no more for the machine until it is back.
 *
 * <p>The machine's sensors are those that were heard, or expected in vain. Its episode has the
 * machine as the key, the event time of its last reading in the id, and counts of sensors as
 * observed value, upper bound and peak. After a restore the delay begins once the sensors' own
 * clocks have run again.
 *
 * <p>State per machine: 12 bytes for its counts; for each sensor its name and 8 bytes; its anomaly,
 * about 400 bytes, while it waits or its machine is silent. Counters of the second operator: {@code
 * passed} and {@code withheld}, which add up to the sensors' edges but for those that wait; {@code
 * opened} and {@code closed} of machines. Immutable: each step returns a new builder.
 *
 * @param <T> the records
 */
public final class SilenceOfMachines<T> {
  private final Silence<T> silence;
  private final TextOf<String> machineOf;
  private final double share;
  private final long withinMillis;

  private SilenceOfMachines(
      Silence<T> silence, TextOf<String> machineOf, double share, long withinMillis) {
    this.silence = silence;
    this.machineOf = machineOf;
    this.share = share;
    this.withinMillis = withinMillis;
  }

  SilenceOfMachines(Silence<T> silence, TextOf<String> machineOf) {
    this(silence, machineOf, 0.5, Duration.ofSeconds(30).toMillis());
  }

  /**
   * How many of a machine's sensors must be silent.
   *
   * @param newShare of the sensors that spoke before, above 0 and below 1
   * @return the builder
   */
  public SilenceOfMachines<T> moreThan(double newShare) {
    if (!(newShare > 0 && newShare < 1)) {
      throw new IllegalArgumentException("moreThan must be > 0 and < 1, was " + newShare);
    }
    return new SilenceOfMachines<>(silence, machineOf, newShare, withinMillis);
  }

  /**
   * Within what time they must have fallen silent.
   *
   * @param spread of processing time: at least the longest interval of the readings
   * @return the builder
   */
  public SilenceOfMachines<T> within(Duration spread) {
    long millis = SilenceRule.positive(spread, "within");
    return new SilenceOfMachines<>(silence, machineOf, share, millis);
  }

  /**
   * Puts both operators behind a stream.
   *
   * @param stream keyed by the sensor, with timestamps
   * @param name of the first operator and its uid, which the anomalies carry; the second one is
   *     called {@code name-machines}
   * @return the anomalies of sensors and of machines
   */
  public SilenceStreams attach(KeyedStream<T, String> stream, String name) {
    SingleOutputStreamOperator<Anomaly> edges = silence.attach(stream, name);
    TextOf<String> machine = stream.getExecutionEnvironment().clean(machineOf);
    SingleOutputStreamOperator<Anomaly> sensors =
        edges
            .keyBy(edge -> machineOrSelf(machine, edge.getKey()), Types.STRING)
            .connect(
                edges
                    .getSideOutput(SilenceFunction.HEARD)
                    .keyBy(sensor -> machineOrSelf(machine, sensor), Types.STRING))
            .transform(
                name + "-machines",
                RecordTypeInfo.ofRecord(Anomaly.class),
                new MachineSilenceOperator(function(name)))
            .uid(name + "-machines");
    return new SilenceStreams(sensors, sensors.getSideOutput(MachineSilenceFunction.MACHINES));
  }

  MachineSilenceFunction function(String name) {
    return new MachineSilenceFunction(silence.rule(), name, share, withinMillis);
  }

  private static String machineOrSelf(TextOf<String> machineOf, String sensor) {
    String machine = machineOf.apply(sensor);
    return machine == null ? sensor : machine;
  }
}
