package dev.telemetry.testkit;

import dev.telemetry.model.SensorReading;
import java.time.Instant;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** The operator under test over all of its attempts; the first one opens when it is needed. */
final class OperatorRun<I, O> {

  /** What a step does with the harness. */
  @FunctionalInterface
  interface Action<I, O> {
    void on(OneInputStreamOperatorTestHarness<I, O> harness) throws Exception;
  }

  private final Blueprint<I, O> blueprint;
  private final Emissions emissions = new Emissions();
  private final HarnessCounters counters = new HarnessCounters();
  private @Nullable Attempt<I, O> attempt;
  private long checkpoints;
  private long clock;

  OperatorRun(Blueprint<I, O> blueprint) {
    this.blueprint = blueprint;
  }

  void requireUnopened(String step) {
    if (attempt != null) {
      throw new IllegalStateException(step + "(...) must come before the operator has started");
    }
  }

  void act(Action<I, O> action) {
    try {
      action.on(opened().harness());
    } catch (Exception e) {
      throw unchecked(e);
    }
  }

  void setProcessingTime(Instant time) {
    clock = time.toEpochMilli();
    act(
        harness -> {
          harness.setStateTtlProcessingTime(clock);
          harness.setProcessingTime(clock);
        });
  }

  void endInput() {
    try {
      opened().endInput();
    } catch (Exception e) {
      throw unchecked(e);
    }
  }

  void snapshotAndRestore() {
    Attempt<I, O> failing = opened();
    try {
      OperatorSubtaskState state = failing.snapshot(++checkpoints);
      failing.close();
      attempt = open(state);
    } catch (Exception e) {
      throw unchecked(e);
    }
  }

  void requireNoTimers() {
    requireNone(opened().timers(), "timers");
  }

  void requireNoState() {
    requireNone(opened().stateEntries(), "entries of keyed state");
  }

  private static void requireNone(int count, String what) {
    if (count != 0) {
      throw new AssertionError("expected no " + what + " to be left, but " + count + " are");
    }
  }

  long counter(String name) {
    opened();
    return counters.sum(name);
  }

  Emissions emissions() {
    return emissions;
  }

  void close() {
    Attempt<I, O> last = attempt;
    attempt = null;
    if (last != null) {
      try {
        last.close();
      } catch (Exception e) {
        throw unchecked(e);
      }
    }
  }

  private Attempt<I, O> opened() {
    if (attempt == null) {
      attempt = open(null);
    }
    return attempt;
  }

  private Attempt<I, O> open(@Nullable OperatorSubtaskState state) {
    try {
      return Attempt.open(blueprint, counters.newTask(), emissions.new Of<O>(), clock, state);
    } catch (Exception e) {
      throw unchecked(e);
    }
  }

  static long eventTimeOf(Object next) {
    if (next instanceof SensorReading reading) {
      return reading.getEventTime().toEpochMilli();
    }
    throw new IllegalArgumentException(
        "timestampedBy(...) must say where a " + next.getClass().getName() + " has its event time");
  }

  private static RuntimeException unchecked(Exception e) {
    return e instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException("the operator failed", e);
  }
}
