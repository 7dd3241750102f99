package dev.telemetry.examples.factory.truth;

import dev.telemetry.detect.Detector;
import dev.telemetry.detect.Verdict;
import dev.telemetry.model.SensorReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One detector, or the guard against silence, at one sensor: when it raised. */
interface Watch {

  void take(SensorReading reading);

  /** By event time, in order. */
  List<Instant> raised();

  static Watch by(Detector<?> detector) {
    return new Detecting<>(detector);
  }

  static Watch silence(Duration longest) {
    return new Silent(longest.toMillis());
  }

  /** A detector with its state. */
  final class Detecting<S> implements Watch {
    private final Detector<S> detector;
    private final S state;
    private final List<Instant> raised = new ArrayList<>();

    private Detecting(Detector<S> detector) {
      this.detector = detector;
      this.state = detector.newState();
    }

    @Override
    public void take(SensorReading reading) {
      long time = reading.getEventTime().toEpochMilli();
      Verdict verdict = detector.observe(state, reading.getValue(), time);
      if (verdict.opened()) {
        raised.add(reading.getEventTime());
      }
    }

    @Override
    public List<Instant> raised() {
      return raised;
    }
  }

  /** The wall clock of a plant without delays is its event time. */
  final class Silent implements Watch {
    private final long longestMillis;
    private final List<Instant> raised = new ArrayList<>();
    private long last = Long.MAX_VALUE;

    private Silent(long longestMillis) {
      this.longestMillis = longestMillis;
    }

    @Override
    public void take(SensorReading reading) {
      long time = reading.getEventTime().toEpochMilli();
      if (time - longestMillis > last) {
        raised.add(Instant.ofEpochMilli(last + longestMillis));
      }
      last = time;
    }

    @Override
    public List<Instant> raised() {
      return raised;
    }
  }
}
