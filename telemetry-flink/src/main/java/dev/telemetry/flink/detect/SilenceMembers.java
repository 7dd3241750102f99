package dev.telemetry.flink.detect;

import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.array.IntPrimitiveArraySerializer;

/** The sensors of the current machine: which of them speak, wait with their silence, or told it. */
final class SilenceMembers {
  /** It speaks. */
  static final long SPEAKS = Long.MAX_VALUE;

  /** Its own episode is open. */
  static final long TOLD = Long.MAX_VALUE - 1;

  /** It is no sensor of this machine. */
  static final long UNKNOWN = Long.MIN_VALUE;

  private static final int ALIVE = 0;
  private static final int WAITING = 1;

  /** By sensor; any other number is the processing time since which its silence waits. */
  private final MapState<String, Long> sensors;

  private final ValueState<int[]> counts;

  SilenceMembers(RuntimeContext context) {
    sensors = context.getMapState(new MapStateDescriptor<>("sensors", Types.STRING, Types.LONG));
    counts =
        context.getState(
            new ValueStateDescriptor<>("counts", IntPrimitiveArraySerializer.INSTANCE));
  }

  long of(String sensor) throws Exception {
    Long standing = sensors.get(sensor);
    return standing == null ? UNKNOWN : standing;
  }

  /** Those that speak or wait: their silence would be the machine's. */
  int alive() throws Exception {
    return count(ALIVE);
  }

  int waiting() throws Exception {
    return count(WAITING);
  }

  private int count(int which) throws Exception {
    int[] current = counts.value();
    return current == null ? 0 : current[which];
  }

  void set(String sensor, long standing) throws Exception {
    long before = of(sensor);
    if (standing == UNKNOWN) {
      sensors.remove(sensor);
    } else {
      sensors.put(sensor, standing);
    }
    int alive = alive() - (isAlive(before) ? 1 : 0) + (isAlive(standing) ? 1 : 0);
    int waiting = waiting() - (isWaiting(before) ? 1 : 0) + (isWaiting(standing) ? 1 : 0);
    counts.update(new int[] {alive, waiting});
    if (alive == 0 && sensors.isEmpty()) {
      counts.clear();
    }
  }

  static boolean isWaiting(long standing) {
    return standing != UNKNOWN && standing < TOLD;
  }

  private static boolean isAlive(long standing) {
    return standing != UNKNOWN && standing != TOLD;
  }
}
