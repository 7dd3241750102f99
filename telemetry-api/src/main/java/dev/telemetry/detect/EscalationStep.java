package dev.telemetry.detect;

import dev.telemetry.detect.EpisodeRules.Escalation;
import dev.telemetry.model.Severity;
import java.time.Duration;
import java.util.function.Function;

/**
 * What makes an open episode more severe; {@code escalateTo(CRITICAL).after(ofMinutes(10))}.
 * Several escalations of one detector stand side by side. Within an episode the severity only
 * rises, so that a value that swings around a level does not chatter.
 *
 * @param <D> the detector
 */
public final class EscalationStep<D> {
  private static final double NEVER = Double.NaN;

  private final Severity to;
  private final Function<Escalation, D> detectorWith;

  EscalationStep(Severity to, Function<Escalation, D> detectorWith) {
    this.to = to;
    this.detectorWith = detectorWith;
  }

  /**
   * Escalates an episode that has been open for this long and is not about to clear.
   *
   * @param open event time since the opening, not negative
   * @return the detector
   */
  public D after(Duration open) {
    long millis = Guards.millis(open, "after");
    return detectorWith.apply(new Escalation(to, millis, NEVER, NEVER, NEVER));
  }

  /**
   * Escalates with the first value above a level.
   *
   * @param level in the unit of the stream
   * @return the detector
   */
  public D above(double level) {
    Guards.finite(level, "above");
    return detectorWith.apply(new Escalation(to, Long.MAX_VALUE, level, NEVER, NEVER));
  }

  /**
   * Escalates with the first value below a level.
   *
   * @param level in the unit of the stream
   * @return the detector
   */
  public D below(double level) {
    Guards.finite(level, "below");
    return detectorWith.apply(new Escalation(to, Long.MAX_VALUE, NEVER, level, NEVER));
  }

  /**
   * Escalates with the first value that lies this far outside of its bounds.
   *
   * @param distance in the unit of the stream, above 0
   * @return the detector
   */
  public D beyondBy(double distance) {
    Guards.positive(distance, "beyondBy");
    return detectorWith.apply(new Escalation(to, Long.MAX_VALUE, NEVER, NEVER, distance));
  }
}
