package dev.telemetry.detect;

import dev.telemetry.detect.Verdict.Phase;
import java.util.ArrayList;
import java.util.List;

/** Feeds a detector value by value and keeps what it said. */
final class DetectorRun<S> {
  final Detector<S> detector;
  S state;
  final List<Phase> phases = new ArrayList<>();
  Verdict last = new Verdict();

  private DetectorRun(Detector<S> detector) {
    this.detector = detector;
    this.state = detector.newState();
  }

  static <S> DetectorRun<S> of(Detector<S> detector) {
    return new DetectorRun<>(detector);
  }

  DetectorRun<S> at(long seconds, double value) {
    last = detector.observe(state, value, seconds * 1000);
    phases.add(last.phase());
    return this;
  }

  /** Alternates around a mean, one value a second, so that the standard deviation is the spread. */
  DetectorRun<S> calm(long fromSecond, int readings, double mean, double spread) {
    for (int i = 0; i < readings; i++) {
      at(fromSecond + i, mean + (i % 2 == 0 ? spread : -spread));
    }
    return this;
  }

  String explanation(String unit) {
    return detector.explain(last, unit);
  }
}
