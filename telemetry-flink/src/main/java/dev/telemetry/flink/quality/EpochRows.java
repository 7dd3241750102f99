package dev.telemetry.flink.quality;

import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.java.tuple.Tuple2;
import org.jspecify.annotations.Nullable;

/** The rows of one epoch at a time, among those of all epochs of a device. */
final class EpochRows implements EpochWindow.Rows {
  private final MapState<Tuple2<Long, Long>, long[]> state;
  private long epoch;

  EpochRows(MapState<Tuple2<Long, Long>, long[]> state) {
    this.state = state;
  }

  EpochRows of(long newEpoch) {
    epoch = newEpoch;
    return this;
  }

  @Override
  public long @Nullable [] get(long row) throws Exception {
    return state.get(Tuple2.of(epoch, row));
  }

  @Override
  public void put(long row, long[] bits) throws Exception {
    state.put(Tuple2.of(epoch, row), bits);
  }

  @Override
  public void remove(long row) throws Exception {
    state.remove(Tuple2.of(epoch, row));
  }
}
