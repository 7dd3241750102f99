package dev.telemetry.flink.window;

import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Shows the package's own state to the tests of serializers. */
public final class MachineWindows {
  private MachineWindows() {}

  public static Object example() {
    MachineWindow window = new MachineWindow();
    window.values[MachineWindow.RUNNING] = 7.5;
    window.revisions[MachineWindow.RUNNING] = 2;
    window.values[MachineWindow.GOOD] = 12;
    window.revisions[MachineWindow.GOOD] = 0;
    window.coveredSeconds = 9.25;
    window.issued = 1;
    return window;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // the state's class is not public
  public static TypeSerializer<Object> serializer() {
    return (TypeSerializer) new MachineWindowSerializer();
  }
}
