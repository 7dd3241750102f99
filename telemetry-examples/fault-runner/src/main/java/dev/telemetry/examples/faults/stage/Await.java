package dev.telemetry.examples.faults.stage;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for conditions, never longer than said. */
public final class Await {
  private static final long BETWEEN_MILLIS = 50;

  private Await() {}

  /**
   * Asks until the answer is yes.
   *
   * @return whether it was within the time; an exception counts as no
   */
  public static boolean within(Duration time, Callable<Boolean> condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    while (!holds(condition)) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
    }
    return true;
  }

  /** Asks until the answer is yes, and throws where it is not in time. */
  public static void require(String what, Duration time, Callable<Boolean> condition)
      throws InterruptedException {
    if (!within(time, condition)) {
      throw new IllegalStateException("%s: not within %d s".formatted(what, time.toSeconds()));
    }
  }

  private static boolean holds(Callable<Boolean> condition) throws InterruptedException {
    try {
      return condition.call();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception notYet) {
      return false;
    }
  }
}
