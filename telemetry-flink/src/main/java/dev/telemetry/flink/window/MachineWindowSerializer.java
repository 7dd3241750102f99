package dev.telemetry.flink.window;

import dev.telemetry.flink.type.HandWrittenSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A byte of layout version, value and revision of each part, covered seconds and issued revision:
 * 49 bytes. Public for Flink, which finds it by name.
 */
public final class MachineWindowSerializer extends HandWrittenSerializer<MachineWindow> {
  private static final long serialVersionUID = 1;
  private static final byte LAYOUT = 1;

  /** Stateless. */
  public MachineWindowSerializer() {}

  @Override
  public MachineWindow createInstance() {
    return new MachineWindow();
  }

  @Override
  public MachineWindow copy(MachineWindow from) {
    MachineWindow copy = new MachineWindow();
    System.arraycopy(from.values, 0, copy.values, 0, MachineWindow.PARTS);
    System.arraycopy(from.revisions, 0, copy.revisions, 0, MachineWindow.PARTS);
    copy.coveredSeconds = from.coveredSeconds;
    copy.issued = from.issued;
    return copy;
  }

  @Override
  public void serialize(MachineWindow window, DataOutputView target) throws IOException {
    target.writeByte(LAYOUT);
    for (int part = 0; part < MachineWindow.PARTS; part++) {
      target.writeDouble(window.values[part]);
      target.writeInt(window.revisions[part]);
    }
    target.writeDouble(window.coveredSeconds);
    target.writeInt(window.issued);
  }

  @Override
  public MachineWindow deserialize(DataInputView source) throws IOException {
    checkLayout(source.readByte(), LAYOUT);
    MachineWindow window = new MachineWindow();
    for (int part = 0; part < MachineWindow.PARTS; part++) {
      window.values[part] = source.readDouble();
      window.revisions[part] = source.readInt();
    }
    window.coveredSeconds = source.readDouble();
    window.issued = source.readInt();
    return window;
  }

  @Override
  public TypeSerializerSnapshot<MachineWindow> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Found by name in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<MachineWindow> {
    /** Called by Flink. */
    public Snapshot() {
      super(MachineWindowSerializer::new);
    }
  }
}
