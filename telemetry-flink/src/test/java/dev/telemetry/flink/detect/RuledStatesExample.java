package dev.telemetry.flink.detect;

import dev.telemetry.detect.Detector;
import dev.telemetry.detect.Threshold;
import dev.telemetry.detect.ZScore;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Shows the package's own state to the tests of serializers. */
public final class RuledStatesExample {
  private RuledStatesExample() {}

  public static Object example() {
    RuledStates states = new RuledStates();
    states.all.add(state("rule hot", "threshold[]", Threshold.above(90)));
    states.all.add(state("job z-score", "z-score", ZScore.rolling(60)));
    states.all.get(0).reported = true;
    return states;
  }

  private static RuledState state(String rule, String memory, Detector<?> detector) {
    RuledState state = new RuledState(rule, "temperature", memory);
    try {
      state.observe(detector, 80, 1_000);
      state.observe(detector, 91, 2_000);
      return state;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // the state's class is not public
  public static TypeSerializer<Object> serializer() {
    return (TypeSerializer) new RuledStatesSerializer();
  }
}
