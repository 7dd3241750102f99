package dev.telemetry.flink.detect;

import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Shows the package's own state to the tests of serializers. */
public final class SilenceStates {
  private SilenceStates() {}

  public static Object example() {
    SilenceState state = SilenceState.since(1_000);
    state.hear(2_000, 1_500, 12.3, "mm/s");
    state.timerMillis = 301_000;
    return state;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // the state's class is not public
  public static TypeSerializer<Object> serializer() {
    return (TypeSerializer) new SilenceStateSerializer();
  }
}
