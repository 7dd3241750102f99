package dev.telemetry.flink.detect;

import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Shows the package's own state to the tests of serializers. */
public final class PendingValuesStates {
  private PendingValuesStates() {}

  public static Object example() {
    PendingValues pending = new PendingValues();
    pending.add(31, -2, "temperature", "Cel");
    pending.add(25, 1.5, "temperature", "Cel");
    pending.add(55, 3, "pressure", "bar");
    pending.timerMillis = 25;
    return pending;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // the state's class is not public
  public static TypeSerializer<Object> serializer() {
    return (TypeSerializer) new PendingValuesSerializer();
  }
}
