package dev.telemetry.flink.window;

import dev.telemetry.flink.type.HandWrittenSerializer;
import dev.telemetry.stats.Moments;
import dev.telemetry.stats.SlidingMoments;
import dev.telemetry.stats.TimeCourse;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;
import org.jspecify.annotations.Nullable;

/**
 * The state of a key: a byte of layout, then all its parts. The closed panes come with it, or are
 * kept apart in blocks, so that a backend that writes what changes need not write them all.
 */
final class KeyStateSerializer extends HandWrittenSerializer<KeyState> {
  private static final long serialVersionUID = 1;

  /** With the closed panes in it; 1 to 4 were those of a snapshot before the first release. */
  private static final byte WHOLE = 5;

  /** With the closed panes apart. */
  private static final byte HEAD = 6;

  private static final int LARGEST_KEPT = 1 << 17;

  /** Added to these: the state of a rollup, with the parts that wait. */
  private static final byte WITH_PARTS = 2;

  /** What one thread works with. */
  private transient @Nullable Scratch scratch;

  private transient @Nullable DataOutputSerializer buffer;

  KeyStateSerializer() {}

  private Scratch scratch() {
    if (scratch == null) {
      scratch = new Scratch();
    }
    return scratch;
  }

  @Override
  public TypeSerializer<KeyState> duplicate() {
    return new KeyStateSerializer();
  }

  @Override
  public KeyState createInstance() {
    return new KeyState(new PendingReadings(), null, new KindState[0]);
  }

  @Override
  public KeyState copy(KeyState from) {
    return from.copy();
  }

  @Override
  public void serialize(KeyState state, DataOutputView target) throws IOException {
    // a checkpoint's stream takes numbers one by one many times slower than all at once
    DataOutputSerializer all = buffer == null ? new DataOutputSerializer(4096) : buffer;
    all.clear();
    write(state, all);
    target.write(all.getSharedBuffer(), 0, all.length());
    buffer = all.length() > LARGEST_KEPT ? null : all;
  }

  private void write(KeyState state, DataOutputView target) throws IOException {
    target.writeByte((state.panesApart ? HEAD : WHOLE) + (state.parts == null ? 0 : WITH_PARTS));
    StringValue.writeString(state.metric, target);
    StringValue.writeString(state.unit, target);
    target.writeLong(state.labelledAt);
    target.writeLong(state.closedUntil);
    state.pending.writeTo(target, scratch());
    write(state.begun, target);
    target.writeInt(state.kinds.length);
    for (KindState kind : state.kinds) {
      write(kind, state.panesApart, target);
    }
    if (state.parts != null) {
      state.parts.writeTo(target);
    }
  }

  private static void write(@Nullable Moments moments, DataOutputView target) throws IOException {
    (moments == null ? new Moments() : moments).writeTo(target);
  }

  private static void write(KindState kind, boolean panesApart, DataOutputView target)
      throws IOException {
    target.writeLong(kind.kind.size());
    target.writeLong(kind.kind.slide());
    write(kind.open, target);
    if (kind.panes != null) {
      kind.panes.writeHead(target);
      for (int block = 0; block < kind.panes.blocks() && !panesApart; block++) {
        kind.panes.writeBlock(block, target);
      }
    }
    target.writeBoolean(kind.details != null);
    if (kind.details != null) {
      kind.details.writeTo(target);
    }
    target.writeInt(kind.closed.size());
    for (int i = 0; i < kind.closed.size(); i++) {
      ClosedWindow window = kind.closed.get(i);
      target.writeLong(window.end);
      target.writeInt(window.revision);
      window.moments.writeTo(target);
      if (window.course != null) {
        window.course.writeTo(target);
      }
    }
  }

  @Override
  public KeyState deserialize(DataInputView source) throws IOException {
    byte layout = source.readByte();
    boolean withParts = layout > HEAD;
    byte panesLayout = (byte) (withParts ? layout - WITH_PARTS : layout);
    if (panesLayout != HEAD && panesLayout != WHOLE) {
      checkLayout(layout, WHOLE);
    }
    KeyState state = new KeyState(new PendingReadings(), null, new KindState[0]);
    state.panesApart = panesLayout == HEAD;
    state.metric = StringValue.readString(source);
    state.unit = StringValue.readString(source);
    state.labelledAt = source.readLong();
    state.closedUntil = source.readLong();
    state.pending.readFrom(source, scratch());
    state.begun = readMoments(source);
    state.kinds = new KindState[source.readInt()];
    for (int i = 0; i < state.kinds.length; i++) {
      state.kinds[i] = readKind(state.panesApart, source);
    }
    if (withParts) {
      state.parts = SliceParts.readFrom(source);
    }
    return state;
  }

  private static @Nullable Moments readMoments(DataInputView source) throws IOException {
    Moments moments = new Moments();
    moments.readFrom(source);
    return moments.count() == 0 ? null : moments;
  }

  private static KindState readKind(boolean panesApart, DataInputView source) throws IOException {
    Window kind = new Window(source.readLong(), source.readLong());
    Moments open = readMoments(source);
    SlidingMoments panes = kind.isTumbling() ? null : KindState.panesOf(kind);
    if (panes != null) {
      panes.readHead(source);
      for (int block = 0; block < panes.blocks() && !panesApart; block++) {
        panes.readBlock(block, source);
      }
    }
    DetailState details = source.readBoolean() ? DetailState.readFrom(kind, source) : null;
    int size = source.readInt();
    ClosedWindows closed = new ClosedWindows();
    for (int i = 0; i < size; i++) {
      closed.insert(readClosed(details, source));
    }
    return new KindState(kind, open, panes, details, closed);
  }

  private static ClosedWindow readClosed(@Nullable DetailState details, DataInputView source)
      throws IOException {
    long end = source.readLong();
    int revision = source.readInt();
    Moments moments = new Moments();
    moments.readFrom(source);
    TimeCourse course = details == null ? null : details.newCourse();
    if (course != null) {
      course.readFrom(source);
    }
    return new ClosedWindow(end, moments, course, revision);
  }

  @Override
  public TypeSerializerSnapshot<KeyState> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Found by name in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<KeyState> {
    /** Called by Flink. */
    public Snapshot() {
      super(KeyStateSerializer::new);
    }
  }
}
