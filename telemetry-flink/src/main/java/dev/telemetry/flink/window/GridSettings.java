package dev.telemetry.flink.window;

import static java.util.Objects.requireNonNull;

import dev.telemetry.stats.Resampling;
import dev.telemetry.stats.Resampling.Filling;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What a user has said of a grid so far, null where nothing. */
record GridSettings(
    @Nullable Duration step,
    @Nullable Filling filling,
    boolean nulls,
    @Nullable Duration hold,
    @Nullable Duration forget,
    boolean skippingGaps) {
  private static final int MISSING_STEPS = 1_000;

  static GridSettings none() {
    return new GridSettings(null, null, false, null, null, false);
  }

  GridSettings every(Duration newStep) {
    requireWholeMillis("step", newStep);
    if (newStep.isZero() || newStep.compareTo(Duration.ofDays(366)) > 0) {
      throw new IllegalArgumentException("step must be 1 ms to 366 days, was " + newStep);
    }
    return new GridSettings(newStep, filling, nulls, hold, forget, skippingGaps);
  }

  GridSettings filledBy(Filling newFilling) {
    return new GridSettings(step, newFilling, false, hold, forget, skippingGaps);
  }

  GridSettings withNulls() {
    return new GridSettings(step, Filling.LAST_VALUE, true, hold, forget, skippingGaps);
  }

  GridSettings holdAtMost(Duration longest) {
    requireWholeMillis("holdAtMost", longest);
    return new GridSettings(step, filling, nulls, longest, forget, skippingGaps);
  }

  GridSettings forgetAfter(Duration silence) {
    requireWholeMillis("forgetAfter", silence);
    return new GridSettings(step, filling, nulls, hold, silence, skippingGaps);
  }

  GridSettings withoutGaps() {
    return new GridSettings(step, filling, nulls, hold, forget, true);
  }

  private static void requireWholeMillis(String name, Duration duration) {
    requireNonNull(duration, name);
    if (duration.isNegative() || !duration.equals(duration.truncatedTo(ChronoUnit.MILLIS))) {
      throw new IllegalArgumentException(
          name + " must be whole milliseconds and not negative, was " + duration);
    }
  }

  /** The arithmetic of these settings, once they are complete and agree. */
  Resampling resampling() {
    if (step == null) {
      throw new IllegalStateException("say the step of the grid: every(...)");
    }
    if (filling == null) {
      throw new IllegalStateException(
          "say how to fill the grid: lastValue(), linear(), linearOrLastValue() or withNulls()");
    }
    Duration held = holdOf(step);
    Duration forgotten = forgetOf(step, held);
    return new Resampling(
        filling, step.toMillis(), held.toMillis(), forgotten.toMillis(), skippingGaps);
  }

  private Duration holdOf(Duration step) {
    if (nulls) {
      if (hold != null) {
        throw new IllegalStateException("withNulls() holds no value: leave holdAtMost(...) away");
      }
      return step.minusMillis(1);
    }
    if (hold == null) {
      throw new IllegalStateException("say how long a value may stand in: holdAtMost(...)");
    }
    requireFew("holdAtMost", hold, step);
    return hold;
  }

  private Duration forgetOf(Duration step, Duration held) {
    if (skippingGaps) {
      if (forget != null) {
        throw new IllegalStateException(
            "skippingGaps() leaves nothing to make after the hold: leave forgetAfter(...) away");
      }
      return held; // nothing is to come of the key before its next reading
    }
    if (forget == null) {
      Duration most = step.multipliedBy(Resampling.MOST_POINTS);
      Duration usual = held.plus(step.multipliedBy(MISSING_STEPS));
      return usual.compareTo(most) < 0 ? usual : most;
    }
    if (forget.compareTo(held) < 0) {
      throw new IllegalStateException(
          "forgetAfter must not be shorter than holdAtMost, was " + forget + " and " + held);
    }
    requireFew("forgetAfter", forget, step);
    return forget;
  }

  private static void requireFew(String name, Duration duration, Duration step) {
    if (duration.compareTo(step.multipliedBy(Resampling.MOST_POINTS)) > 0) {
      throw new IllegalStateException(
          "%s must be at most %d steps of %s, was %s"
              .formatted(name, Resampling.MOST_POINTS, step, duration));
    }
  }
}
