package dev.telemetry.flink.quality;

import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Shows the package's own state to the tests of serializers. */
public final class SequenceWindows {
  private SequenceWindows() {}

  public static Object example() {
    SequenceWindow window = new SequenceWindow();
    window.add(40, 1_000);
    window.add(42, 3_000);
    window.add(41, 2_000);
    return window;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // the state's class is not public
  public static TypeSerializer<Object> serializer() {
    return (TypeSerializer) new SequenceWindowSerializer();
  }
}
