package dev.telemetry.flink.quality;

import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Shows the package's own state to the tests of serializers. */
public final class EpochWindows {
  private EpochWindows() {}

  public static Object example() {
    EpochWindow window = new EpochWindow();
    window.touchedMillis = 1_000;
    window.begin = 2;
    window.lowest = 3_000;
    window.highest = 40_000;
    window.reportedBelow = 5_000;
    window.suspectBelow = 6_000;
    window.missing = 7;
    window.lost = 8;
    return window;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // the state's class is not public
  public static TypeSerializer<Object> serializer() {
    return (TypeSerializer) new EpochWindowSerializer();
  }
}
