package dev.telemetry.flink.sql;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * What {@link TelemetryQuantile} keeps of a group: the probability, and 1 to 3 bytes for each bin
 * in use. Flink calls the methods; not thread-safe.
 */
public final class QuantileAccumulator extends VersionedAccumulator<Balance> {
  private @Nullable Double probability;

  /** Starts without values. */
  public QuantileAccumulator() {}

  /**
   * What the group is asked for.
   *
   * @return from 0 to 1; null for a group without values
   */
  public @Nullable Double getProbability() {
    return probability;
  }

  /**
   * Says what the group is asked for.
   *
   * @param newProbability from 0 to 1; null for a group without values
   */
  public void setProbability(@Nullable Double newProbability) {
    probability = newProbability;
  }

  @Override
  Balance empty() {
    return new Balance();
  }

  @Override
  void write(Balance group, DataOutputView target) throws IOException {
    group.writeTo(target);
  }

  @Override
  Balance read(DataInputView source) throws IOException {
    Balance group = new Balance();
    group.readFrom(source);
    return group;
  }
}
