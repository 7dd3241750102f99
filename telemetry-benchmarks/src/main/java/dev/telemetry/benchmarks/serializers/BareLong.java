package dev.telemetry.benchmarks.serializers;

import dev.telemetry.benchmarks.job.ReadingFormat;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** The least that can be sent: eight bytes. What Flink itself costs. */
record BareLong() implements ReadingFormat<Long> {

  @Override
  public TypeInformation<Long> type() {
    return Types.LONG;
  }

  @Override
  public Maker<Long> maker(int keys) {
    return (key, timeMillis, value, sequence) -> (long) key;
  }
}
