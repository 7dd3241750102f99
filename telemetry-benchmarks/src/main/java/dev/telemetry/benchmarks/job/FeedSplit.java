package dev.telemetry.benchmarks.job;

import java.nio.ByteBuffer;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** One subtask's part of a feed, and how far it has come. */
record FeedSplit(int subtask, long position) implements SourceSplit {

  @Override
  public String splitId() {
    return Integer.toString(subtask);
  }

  /** Twelve bytes. */
  static final class Serializer implements SimpleVersionedSerializer<FeedSplit> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(FeedSplit split) {
      return ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
          .putInt(split.subtask())
          .putLong(split.position())
          .array();
    }

    @Override
    public FeedSplit deserialize(int version, byte[] bytes) {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      return new FeedSplit(in.getInt(), in.getLong());
    }
  }
}
