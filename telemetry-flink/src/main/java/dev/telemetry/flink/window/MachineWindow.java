package dev.telemetry.flink.window;

import dev.telemetry.model.Course;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.stats.Oee;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the three sensors of a machine said about one window; NaN where one said nothing. */
final class MachineWindow {
  static final int RUNNING = 0;
  static final int GOOD = 1;
  static final int BAD = 2;
  static final int PARTS = 3;

  /** Of a part that did not come, or of a result that was not issued. */
  static final int NONE = -1;

  final double[] values = new double[PARTS];
  final int[] revisions = new int[PARTS];
  double coveredSeconds = Double.NaN;
  int issued = NONE;

  MachineWindow() {
    Arrays.fill(values, Double.NaN);
    Arrays.fill(revisions, NONE);
  }

  /**
   * Takes what a sensor said.
   *
   * @return whether that changes the result
   */
  boolean take(int part, WindowStatistics statistics) {
    boolean first = revisions[part] == NONE;
    if (statistics.getRevision() < revisions[part]) {
      return false;
    }
    revisions[part] = statistics.getRevision();
    double valueBefore = values[part];
    double coveredBefore = coveredSeconds;
    values[part] = valueOf(part, statistics.getCourse());
    if (part == RUNNING) {
      coveredSeconds = coveredBy(statistics.getCourse());
    }
    return first
        || Double.compare(valueBefore, values[part]) != 0
        || Double.compare(coveredBefore, coveredSeconds) != 0;
  }

  private static double valueOf(int part, @Nullable Course course) {
    if (course == null) {
      return Double.NaN;
    }
    if (part != RUNNING) {
      return course.getIncrease();
    }
    Double above = course.getSecondsAbove();
    return above == null ? Double.NaN : above;
  }

  private static double coveredBy(@Nullable Course course) {
    return course == null ? Double.NaN : course.getCoveredSeconds();
  }

  boolean isMissing(int part) {
    return Double.isNaN(values[part]);
  }

  Oee oee(double plannedSeconds, double idealCycleSeconds) {
    return new Oee(
        plannedSeconds,
        values[RUNNING],
        idealCycleSeconds,
        values[GOOD],
        values[GOOD] + values[BAD]);
  }
}
