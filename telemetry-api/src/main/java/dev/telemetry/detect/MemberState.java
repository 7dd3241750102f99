package dev.telemetry.detect;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.reflect.Constructor;

/**
 * The state of a member of a composed detector, with the format that it is written in: the name of
 * its class, its version, then the state.
 */
record MemberState<T>(StateFormat<T> format, T state) {

  static <T> MemberState<T> startOf(Detector<T> detector) {
    return new MemberState<>(detector.stateFormat(), detector.newState());
  }

  /** Whether a detector of this kind can go on with the state. */
  boolean isOf(Detector<?> detector) {
    return detector.stateFormat().getClass() == format.getClass();
  }

  void writeTo(DataOutput out) throws IOException {
    out.writeUTF(format.getClass().getName());
    out.writeByte(format.version());
    format.write(state, out);
  }

  static MemberState<?> readFrom(DataInput in) throws IOException {
    return readFrom(newFormat(in.readUTF()), in);
  }

  private static <T> MemberState<T> readFrom(StateFormat<T> format, DataInput in)
      throws IOException {
    return new MemberState<>(format, format.read(in.readByte(), in));
  }

  private static StateFormat<?> newFormat(String name) throws IOException {
    try {
      ClassLoader own = MemberState.class.getClassLoader();
      ClassLoader context = Thread.currentThread().getContextClassLoader();
      Class<?> type = Class.forName(name, true, context == null ? own : context);
      Constructor<?> constructor = type.asSubclass(StateFormat.class).getDeclaredConstructor();
      constructor.setAccessible(true);
      return (StateFormat<?>) constructor.newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IOException(
          "a composed detector's state holds a member's of " + name + ", which cannot be used", e);
    }
  }
}
