package dev.telemetry.flink.sql;

import dev.telemetry.flink.type.MomentsSerializer;
import dev.telemetry.stats.Moments;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.jspecify.annotations.Nullable;

/**
 * What {@link TelemetryStatistics} keeps of a group: for SQL one column of bytes that begin with
 * the version of their layout, so that a later release can read the state of this one. They are
 * read when the first value comes, and written when SQL takes them back.
 *
 * <p>State: 81 bytes. Flink calls the methods; not thread-safe.
 */
public final class MomentsAccumulator {
  private static final MomentsSerializer SERIALIZER = new MomentsSerializer();
  private static final byte[] EMPTY = written(new Moments());

  private byte[] bytes = EMPTY;

  // Once it is there, it is ahead of the bytes.
  private transient @Nullable Moments moments;

  /** Starts without values. */
  public MomentsAccumulator() {}

  /**
   * The moments for SQL's memory and state.
   *
   * @return a byte of layout version and ten numbers, 81 bytes
   */
  public byte[] getBytes() {
    if (moments != null) {
      bytes = written(moments);
    }
    return bytes;
  }

  /**
   * Takes the moments out of SQL's memory and state.
   *
   * @param newBytes what {@link #getBytes} gave, now or in an earlier release
   */
  public void setBytes(byte[] newBytes) {
    bytes = newBytes;
    moments = null;
  }

  Moments moments() {
    if (moments == null) {
      moments = read(bytes);
    }
    return moments;
  }

  private static byte[] written(Moments moments) {
    try {
      DataOutputSerializer target = new DataOutputSerializer(SERIALIZER.getLength());
      SERIALIZER.serialize(moments, target);
      return target.getCopyOfBuffer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Moments read(byte[] bytes) {
    try {
      return SERIALIZER.deserialize(new DataInputDeserializer(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
