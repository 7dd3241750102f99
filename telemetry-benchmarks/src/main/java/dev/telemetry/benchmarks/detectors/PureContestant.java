package dev.telemetry.benchmarks.detectors;

import dev.telemetry.benchmarks.Contestant;
import dev.telemetry.benchmarks.LoopContestant;
import dev.telemetry.benchmarks.Measurement;
import dev.telemetry.detect.Detector;
import dev.telemetry.detect.Verdict;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;

/** A detector and the readings of one sensor, which go on from round to round. */
final class PureContestant<S> implements Contestant {
  private static final int READINGS = 1 << 17;
  private static final int INTERVAL_MILLIS = 1_000;
  private static final double[] VALUES = temperature();

  private final LoopContestant loop;
  private final Detector<S> detector;
  private final S state;
  private long position;

  PureContestant(String name, Detector<S> detector) {
    this.detector = detector;
    this.state = detector.newState();
    this.loop = new LoopContestant(name, this::observe);
  }

  /** A day and a half with its rhythm, noise and a spike every few hours, to a hundredth. */
  private static double[] temperature() {
    Random random = new Random(1);
    double[] values = new double[READINGS];
    for (int i = 0; i < READINGS; i++) {
      double rhythm = 3 * Math.sin(2 * Math.PI * i / READINGS);
      double spike = i % 10_000 == 9_999 ? 25 : 0;
      values[i] = Math.round(100 * (60 + rhythm + 0.4 * random.nextGaussian() + spike)) / 100.0;
    }
    return values;
  }

  private long observe(int readings) {
    double seen = 0;
    for (int i = 0; i < readings; i++, position++) {
      double value = VALUES[(int) (position % READINGS)];
      Verdict verdict = detector.observe(state, value, position * INTERVAL_MILLIS);
      seen += verdict.score() + 1;
    }
    return (long) seen;
  }

  @Override
  public String name() {
    return loop.name();
  }

  @Override
  public Measurement run(double seconds) {
    return loop.run(seconds);
  }

  /** As the state is written once all values were seen. */
  int fullStateBytes() throws IOException {
    observe(READINGS);
    try (var out = new DataOutputStream(OutputStream.nullOutputStream())) {
      detector.stateFormat().write(state, out);
      return out.size();
    }
  }
}
