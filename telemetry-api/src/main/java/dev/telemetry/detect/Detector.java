package dev.telemetry.detect;

import static java.util.Objects.requireNonNull;

import dev.telemetry.model.Severity;
import java.io.Serializable;
import java.time.Duration;

/**
 * Judges the values of one key, one after the other in order of event time.
 *
 * <p>A detector is immutable and holds only its settings; what it remembers of a key is in the
 * state, which the caller keeps and hands back. Contract of every detector:
 *
 * <ul>
 *   <li>the same values in the same order give the same verdicts;
 *   <li>a value that is not finite changes no state ({@link Verdict.Phase#IGNORED});
 *   <li>an episode opens once and closes once, see {@link Verdict.Phase};
 *   <li>an abnormal value does not become part of what the detector takes for normal;
 *   <li>{@code observe} does not throw because of data.
 * </ul>
 *
 * @param <S> the state of one key
 */
public interface Detector<S> extends Serializable {

  /**
   * The state of a key that was never seen.
   *
   * @return a fresh state
   */
  S newState();

  /**
   * Judges the next value and remembers in the state what is needed for the one after.
   *
   * @param state of this key; changed in place
   * @param value in the unit of the stream
   * @param timeMillis event time in milliseconds since 1970 UTC, not before that of the previous
   *     value
   * @return the verdict, valid until the next call with the same state
   */
  Verdict observe(S state, double value, long timeMillis);

  /**
   * Says in one sentence, with values and units, why the verdict is what it is. Called at the edges
   * of an episode only.
   *
   * @param verdict what {@link #observe} returned
   * @param unit UCUM code of the values, may be empty
   * @return a sentence for an engineer, without a full stop
   */
  String explain(Verdict verdict, String unit);

  /**
   * How the state is written.
   *
   * @return the format
   */
  StateFormat<S> stateFormat();

  /**
   * The name that results carry, such as {@code threshold}.
   *
   * @return a short name in lower case
   */
  String name();

  /**
   * The version of the rule that this detector was configured with; a part of the id of its
   * episodes.
   *
   * @return at least 1
   */
  default int ruleVersion() {
    return 1;
  }

  /**
   * How soon somebody should look when this detector opens an episode.
   *
   * @return the severity
   */
  default Severity severity() {
    return Severity.WARNING;
  }

  /**
   * Listens to this detector only after a while, in which it already learns.
   *
   * @param warmUp event time since the first value of a key, not negative
   * @return the detector, warming up until then
   */
  default Gated after(Duration warmUp) {
    return Gated.after(Guards.millis(warmUp, "after"), this);
  }

  /**
   * Shows this detector only the values of certain hours: it neither judges nor learns the others,
   * and an open episode closes with the first of them.
   *
   * @param schedule hours of the week
   * @return the detector
   */
  default Gated during(Schedule schedule) {
    return Gated.during(requireNonNull(schedule, "schedule"), this);
  }

  /**
   * Shows this detector only the values at which another one raises, such as {@code
   * Threshold.above(5).forAtLeast(ofMinutes(2))} for a motor that draws power: it neither judges
   * nor learns the others, and an open episode closes with the first of them. The condition sees
   * the same values. One that depends on another sensor, such as the speed of a bearing's shaft, is
   * a matter of the stream: let only those readings through, or judge aligned readings together.
   *
   * @param machineState raises while the machine is in the state to watch; its severity and names
   *     do not count
   * @return the detector
   */
  default Gated when(Detector<?> machineState) {
    return Gated.when(requireNonNull(machineState, "machineState"), this);
  }
}
