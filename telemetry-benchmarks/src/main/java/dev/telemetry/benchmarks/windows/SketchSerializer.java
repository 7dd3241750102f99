package dev.telemetry.benchmarks.windows;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The peers' sketch in its own encoding, without the mapping that all have in common. */
public final class SketchSerializer extends TypeSerializerSingleton<DDSketch> {
  private static final long serialVersionUID = 1;

  /** Stateless. */
  public SketchSerializer() {}

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public DDSketch createInstance() {
    return Sketches.create();
  }

  @Override
  public DDSketch copy(DDSketch from) {
    return from.copy();
  }

  @Override
  public DDSketch copy(DDSketch from, DDSketch reuse) {
    return from.copy();
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(DDSketch sketch, DataOutputView target) throws IOException {
    GrowingByteArrayOutput bytes = Sketches.encode(sketch);
    target.writeInt(bytes.numWrittenBytes());
    target.write(bytes.backingArray(), 0, bytes.numWrittenBytes());
  }

  @Override
  public DDSketch deserialize(DataInputView source) throws IOException {
    byte[] bytes = new byte[source.readInt()];
    source.readFully(bytes);
    return Sketches.decode(bytes);
  }

  @Override
  public DDSketch deserialize(DDSketch reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    int length = source.readInt();
    target.writeInt(length);
    target.write(source, length);
  }

  @Override
  public TypeSerializerSnapshot<DDSketch> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Says which serializer wrote. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<DDSketch> {
    /** Called by Flink. */
    public Snapshot() {
      super(SketchSerializer::new);
    }
  }
}
