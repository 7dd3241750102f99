package dev.telemetry.benchmarks.pictures;

import dev.telemetry.benchmarks.detect.Series;
import dev.telemetry.detect.Detector;
import dev.telemetry.detect.Verdict;
import java.util.ArrayList;
import java.util.List;

/** The times at which a detector opened an episode in a series. */
final class Replayed {
  private Replayed() {}

  static <S> List<Long> openings(Detector<S> detector, Series series) {
    S state = detector.newState();
    List<Long> opened = new ArrayList<>();
    for (int row = 0; row < series.rows(); row++) {
      Verdict verdict = detector.observe(state, series.values(row)[0], series.timeMillis(row));
      if (verdict.opened()) {
        opened.add(verdict.timeMillis());
      }
    }
    return opened;
  }
}
