package dev.telemetry.flink.quality;

import static java.util.Objects.requireNonNull;

import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.RejectionReason;
import dev.telemetry.model.SensorReading;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.OutputTag;

/**
 * Lets readings through that keep the data contract, and hands out the others whole, with the rule
 * that they break.
 *
 * <pre>{@code
 * Gated gated = Gate.finite().unit("temperature", "Cel").range("temperature", -40, 250).attach(readings, "gate");
 * }</pre>
 *
 * <p>Always rejected: a sensor id or metric that is empty, a sensor id, metric or unit that is too
 * long (255, 63, 31 characters), a value that is not finite, quality BAD, an event time before
 * 1970. Rules for a metric or a sensor apply to readings of that metric or sensor only; a sensor's
 * own range goes before its metric's. A reading that breaks several rules is rejected once, for the
 * first in that order.
 *
 * <p>No state. Counters: {@code accepted}, {@code rejected} and {@code rejected.REASON}; accepted +
 * rejected = read. Immutable: each step returns a new gate.
 */
public final class Gate {
  /** The output of what is rejected, for those who attach the function by hand. */
  public static final OutputTag<Rejected> REJECTED =
      new OutputTag<>("rejected", RecordTypeInfo.ofRecord(Rejected.class));

  private final GateRules rules;

  private Gate(GateRules rules) {
    this.rules = rules;
  }

  /**
   * A gate with the rules that always apply.
   *
   * @return the gate
   */
  public static Gate finite() {
    return new Gate(GateRules.basic());
  }

  private Gate with(UnaryOperator<GateRules> step) {
    return new Gate(step.apply(rules));
  }

  /**
   * Rejects quality UNCERTAIN too.
   *
   * @return the gate
   */
  public Gate goodOnly() {
    return with(GateRules::goodOnly);
  }

  /**
   * Rejects readings of a metric in another unit.
   *
   * @param metric as in the readings
   * @param unit UCUM code, compared as it is written
   * @return the gate
   */
  public Gate unit(String metric, String unit) {
    requireNonNull(metric, "metric");
    requireNonNull(unit, "unit");
    return with(before -> before.unit(metric, unit));
  }

  /**
   * Rejects readings of a metric outside what is physically possible.
   *
   * @param metric as in the readings
   * @param lowest possible value, in the metric's unit
   * @param highest possible value, in the metric's unit
   * @return the gate
   */
  public Gate range(String metric, double lowest, double highest) {
    requireNonNull(metric, "metric");
    return with(before -> before.metricRange(metric, new ValueRange(lowest, highest)));
  }

  /**
   * Rejects readings of a sensor outside what is physically possible, in place of its metric's
   * range.
   *
   * @param sensorId as in the readings
   * @param lowest possible value, in the sensor's unit
   * @param highest possible value, in the sensor's unit
   * @return the gate
   */
  public Gate rangeOfSensor(String sensorId, double lowest, double highest) {
    requireNonNull(sensorId, "sensorId");
    return with(before -> before.sensorRange(sensorId, new ValueRange(lowest, highest)));
  }

  /**
   * Rejects readings that were measured too long ago.
   *
   * @param earliest event time, inclusive; 1970 unless told
   * @return the gate
   */
  public Gate notBefore(Instant earliest) {
    requireNonNull(earliest, "earliest");
    return with(before -> before.notBefore(earliest.toEpochMilli()));
  }

  /**
   * Judges one reading without Flink, say on a gateway or in a test.
   *
   * @param reading to judge
   * @return the rule that it breaks, empty when it keeps the contract
   */
  public Optional<RejectionReason> judge(SensorReading reading) {
    return Optional.ofNullable(rules.judge(reading));
  }

  /**
   * The gate as a plain Flink function; its side output is {@link #REJECTED}.
   *
   * @return the function
   */
  public ProcessFunction<SensorReading, SensorReading> build() {
    return new GateFunction(rules);
  }

  /**
   * Puts the gate behind a stream, with the stream's parallelism: spread over more subtasks a
   * sensor's readings would overtake each other.
   *
   * @param readings to judge
   * @param name of the operator and its uid
   * @return what is accepted and what is rejected
   */
  public Gated attach(DataStream<SensorReading> readings, String name) {
    SingleOutputStreamOperator<SensorReading> accepted =
        readings
            .process(build(), RecordTypeInfo.ofRecord(SensorReading.class))
            .setParallelism(readings.getParallelism())
            .name(name)
            .uid(name);
    return new Gated(accepted, accepted.getSideOutput(REJECTED));
  }
}
