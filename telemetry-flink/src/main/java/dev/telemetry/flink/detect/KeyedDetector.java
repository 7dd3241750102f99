package dev.telemetry.flink.detect;

import dev.telemetry.detect.Detector;
import dev.telemetry.detect.Verdict;
import dev.telemetry.flink.detect.Edge.Subject;
import dev.telemetry.flink.type.DetectorStateSerializer;
import dev.telemetry.model.Anomaly;
import java.time.Duration;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.jspecify.annotations.Nullable;

/** One detector with its keyed state: fetches, asks, stores, and words the edges of an episode. */
final class KeyedDetector<S> {
  private final Detector<S> detector;
  private final String label;
  private final ValueState<S> states;

  /** The current key's state between {@link #judge} and {@link #store}. */
  private @Nullable S loaded;

  private KeyedDetector(Detector<S> detector, String label, ValueState<S> states) {
    this.detector = detector;
    this.label = label;
    this.states = states;
  }

  /** The label tells apart detectors of one name. */
  static <S> KeyedDetector<S> open(
      RuntimeContext context, Detector<S> detector, String label, Duration forgetAfter) {
    var descriptor =
        new ValueStateDescriptor<>("detector-" + label, DetectorStateSerializer.of(detector));
    // each fetch looks after one other key, not Flink's five: that is all keys in one turn of
    // theirs
    descriptor.enableTimeToLive(
        StateTtlConfig.newBuilder(forgetAfter).cleanupIncrementally(1, false).build());
    return new KeyedDetector<>(detector, label, context.getState(descriptor));
  }

  /** What the detector says; its state stays loaded until {@link #store}. */
  Verdict judge(double value, long timeMillis) throws Exception {
    S state = loaded;
    if (state == null) {
      state = states.value();
      if (state == null) {
        state = detector.newState();
      }
      loaded = state;
    }
    return detector.observe(state, value, timeMillis);
  }

  /** To be called before another key's turn: fetched and stored once for all values of a turn. */
  void store() throws Exception {
    if (loaded != null) {
      states.update(loaded);
      loaded = null;
    }
  }

  /** The edge of an episode that a verdict tells of. */
  Anomaly anomalyOf(Verdict verdict, Subject subject) {
    String episode =
        Edge.episode(subject, label + ".v" + detector.ruleVersion(), verdict.openedMillis());
    return Edge.of(verdict, detector, episode, subject);
  }
}
