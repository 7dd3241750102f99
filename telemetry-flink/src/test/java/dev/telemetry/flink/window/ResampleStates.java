package dev.telemetry.flink.window;

import dev.telemetry.stats.Resampling;
import dev.telemetry.stats.Resampling.Filling;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Shows the package's own state to the tests of serializers. */
public final class ResampleStates {
  private ResampleStates() {}

  public static Object example() {
    ResampleState state = new ResampleState();
    var resampling = new Resampling(Filling.LINEAR, 10, 25, 45, false);
    resampling.add(state.readings, 25, 1.5, "temperature", "Cel");
    resampling.add(state.readings, 31, -2, "temperature", "Cel");
    resampling.add(state.readings, 55, 3, "temperature", "K");
    state.timerMillis = 40;
    return state;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // the state's class is not public
  public static TypeSerializer<Object> serializer() {
    return (TypeSerializer) new ResampleStateSerializer();
  }
}
