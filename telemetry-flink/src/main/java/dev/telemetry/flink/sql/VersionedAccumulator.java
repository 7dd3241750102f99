package dev.telemetry.flink.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * What an aggregate function keeps of a group: for SQL a column of bytes that begin with the
 * version of their layout, so that a later release can read the state of this one. They are read
 * when the first value comes, and written when SQL takes them back: once for a batch of rows.
 */
abstract class VersionedAccumulator<T> {
  private static final int INITIAL_BYTES = 96;

  private byte @Nullable [] bytes;

  // Once it is there, it is ahead of the bytes.
  private transient @Nullable T content;

  /**
   * The group for SQL's memory and state.
   *
   * @return versioned bytes; null for a group without values
   */
  public byte @Nullable [] getBytes() {
    if (content != null) {
      bytes = written(content);
    }
    return bytes;
  }

  /**
   * Takes the group out of SQL's memory and state.
   *
   * @param newBytes what {@link #getBytes} gave, now or in an earlier release
   */
  public void setBytes(byte @Nullable [] newBytes) {
    bytes = newBytes;
    content = null;
  }

  final T content() {
    if (content == null) {
      content = bytes == null ? empty() : read(bytes);
    }
    return content;
  }

  private byte[] written(T group) {
    try {
      DataOutputSerializer target = new DataOutputSerializer(INITIAL_BYTES);
      write(group, target);
      return target.getCopyOfBuffer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private T read(byte[] group) {
    try {
      return read(new DataInputDeserializer(group));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  abstract T empty();

  abstract void write(T group, DataOutputView target) throws IOException;

  abstract T read(DataInputView source) throws IOException;
}
