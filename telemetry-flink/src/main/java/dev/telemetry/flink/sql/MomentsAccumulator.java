package dev.telemetry.flink.sql;

import dev.telemetry.flink.type.MomentsSerializer;
import dev.telemetry.stats.Moments;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What {@link TelemetryStatistics} keeps of a group: 73 bytes. Flink calls the methods; not
 * thread-safe.
 */
public final class MomentsAccumulator extends VersionedAccumulator<Moments> {
  private static final MomentsSerializer SERIALIZER = new MomentsSerializer();

  /** Starts without values. */
  public MomentsAccumulator() {}

  @Override
  Moments empty() {
    return new Moments();
  }

  @Override
  void write(Moments group, DataOutputView target) throws IOException {
    SERIALIZER.serialize(group, target);
  }

  @Override
  Moments read(DataInputView source) throws IOException {
    return SERIALIZER.deserialize(source);
  }
}
