package dev.telemetry.flink.type;

import dev.telemetry.detect.Detector;
import dev.telemetry.detect.StateFormat;
import java.io.IOException;
import java.lang.reflect.Constructor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * A detector's state behind a byte of its format's version; the format's class is all that a
 * savepoint must know.
 *
 * @param <S> the state
 */
public final class DetectorStateSerializer<S> extends HandWrittenSerializer<S> {
  private static final long serialVersionUID = 1;

  private final Class<?> formatClass;
  private transient StateFormat<S> format;

  private DetectorStateSerializer(Class<?> formatClass) {
    this.formatClass = formatClass;
    this.format = newFormat(formatClass);
  }

  /**
   * The serializer of a detector's state.
   *
   * @param detector whose state it is
   * @param <S> the state
   * @return the serializer
   */
  public static <S> DetectorStateSerializer<S> of(Detector<S> detector) {
    return of(detector.stateFormat());
  }

  /**
   * The serializer of the state of a detector of any kind.
   *
   * @param format of the state
   * @param <S> the state
   * @return the serializer
   */
  public static <S> DetectorStateSerializer<S> of(StateFormat<S> format) {
    return new DetectorStateSerializer<>(format.getClass());
  }

  @SuppressWarnings("unchecked") // the class came from a detector of S
  private static <S> StateFormat<S> newFormat(Class<?> type) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return (StateFormat<S>) constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          "a StateFormat needs a constructor without arguments, " + type.getName() + " has none",
          e);
    }
  }

  @Override
  public @Nullable S createInstance() {
    return null;
  }

  @Override
  public S copy(S from) {
    try {
      DataOutputSerializer out = new DataOutputSerializer(256);
      serialize(from, out);
      return deserialize(new DataInputDeserializer(out.getSharedBuffer(), 0, out.length()));
    } catch (IOException e) {
      throw new IllegalStateException("a detector's state could not be copied in memory", e);
    }
  }

  @Override
  public void serialize(S state, DataOutputView target) throws IOException {
    target.writeByte(format.version());
    format.write(state, target);
  }

  @Override
  public S deserialize(DataInputView source) throws IOException {
    return format.read(source.readByte(), source);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DetectorStateSerializer<?> serializer
        && serializer.formatClass == formatClass;
  }

  @Override
  public int hashCode() {
    return formatClass.hashCode();
  }

  private Object readResolve() {
    return new DetectorStateSerializer<>(formatClass);
  }

  @Override
  public TypeSerializerSnapshot<S> snapshotConfiguration() {
    return new Snapshot<>(formatClass);
  }

  /**
   * The class of the format that a savepoint was written with.
   *
   * @param <S> the state
   */
  public static final class Snapshot<S> implements TypeSerializerSnapshot<S> {
    private Class<?> formatClass = Snapshot.class;

    /** Called by Flink before it reads. */
    public Snapshot() {}

    Snapshot(Class<?> formatClass) {
      this.formatClass = formatClass;
    }

    @Override
    public int getCurrentVersion() {
      return 1;
    }

    @Override
    public void writeSnapshot(DataOutputView out) throws IOException {
      out.writeUTF(formatClass.getName());
    }

    @Override
    public void readSnapshot(int version, DataInputView in, ClassLoader classLoader)
        throws IOException {
      String name = in.readUTF();
      try {
        formatClass = Class.forName(name, false, classLoader).asSubclass(StateFormat.class);
      } catch (ClassNotFoundException e) {
        throw new IOException(
            "the savepoint holds detector states of " + name + ", which is not on the class path",
            e);
      }
    }

    @Override
    public TypeSerializer<S> restoreSerializer() {
      return new DetectorStateSerializer<>(formatClass);
    }

    @Override
    public TypeSerializerSchemaCompatibility<S> resolveSchemaCompatibility(
        TypeSerializerSnapshot<S> old) {
      return old instanceof Snapshot<S> before && before.formatClass == formatClass
          ? TypeSerializerSchemaCompatibility.compatibleAsIs()
          : TypeSerializerSchemaCompatibility.incompatible();
    }
  }
}
