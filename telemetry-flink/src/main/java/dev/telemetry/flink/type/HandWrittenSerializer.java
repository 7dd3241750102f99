package dev.telemetry.flink.type;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What the hand-written serializers have in common: no fixed length, no reuse, no state of their
 * own.
 *
 * @param <T> the record
 */
public abstract class HandWrittenSerializer<T> extends TypeSerializer<T> {
  private static final long serialVersionUID = 1;

  /** For subclasses. */
  protected HandWrittenSerializer() {}

  /**
   * Refuses bytes of a layout that this release does not know.
   *
   * @param layout read from the bytes
   * @param known the layout that is written now
   * @throws IOException when they differ
   */
  protected static void checkLayout(byte layout, byte known) throws IOException {
    if (layout != known) {
      throw new IOException(
          "layout %d is unknown here (known is %d): it was written by another release"
              .formatted(layout, known));
    }
  }

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public TypeSerializer<T> duplicate() {
    return this;
  }

  @Override
  public T copy(T from, T reuse) {
    return copy(from);
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public T deserialize(T reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HandWrittenSerializer<?> serializer
        && serializer.getClass() == getClass();
  }

  @Override
  public int hashCode() {
    return getClass().hashCode();
  }
}
