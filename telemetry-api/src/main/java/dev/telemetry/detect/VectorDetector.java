package dev.telemetry.detect;

import dev.telemetry.model.Severity;
import java.io.Serializable;
import java.util.List;

/**
 * Judges several values of one moment together, such as those of all sensors of a machine. The
 * contract is that of {@link Detector}; a vector with a value that is not finite changes no state.
 *
 * @param <S> the state of one key
 */
public interface VectorDetector<S> extends Serializable {

  /**
   * What the values are.
   *
   * @return name and unit of each, in the order of the values, no name twice
   */
  List<Dimension> dimensions();

  /**
   * The state of a key that was never seen.
   *
   * @return a fresh state
   */
  S newState();

  /**
   * Judges the next values and remembers in the state what is needed for those after.
   *
   * @param state of this key; changed in place
   * @param values one for each dimension, in its unit; not kept
   * @param timeMillis event time in milliseconds since 1970 UTC, not before that of the previous
   *     values
   * @return the verdict, valid until the next call with the same state. Its value, bounds and peak
   *     are of the detector's own score of the vector, without a unit
   */
  Verdict observe(S state, double[] values, long timeMillis);

  /**
   * Says in one sentence, with the dimensions that contributed most, why the verdict is what it is.
   *
   * @param state as {@link #observe} left it
   * @param verdict what it returned
   * @return a sentence for an engineer, without a full stop
   */
  String explain(S state, Verdict verdict);

  /**
   * How the state is written.
   *
   * @return the format
   */
  StateFormat<S> stateFormat();

  /**
   * The name that results carry.
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
  int ruleVersion();

  /**
   * How soon somebody should look when this detector opens an episode.
   *
   * @return the severity
   */
  Severity severity();
}
