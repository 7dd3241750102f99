package dev.telemetry.benchmarks.windows;

import dev.telemetry.benchmarks.job.ReadingFormat;
import java.util.Arrays;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.data.binary.BinaryStringData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.DoubleType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.TimestampType;
import org.apache.flink.table.types.logical.VarCharType;

/** Readings as Flink SQL has them inside, and only the columns that it needs. */
final class RowReadings implements ReadingFormat<RowData> {
  private static final long serialVersionUID = 1;

  @Override
  public TypeInformation<RowData> type() {
    return InternalTypeInfo.of(
        RowType.of(
            false,
            new LogicalType[] {VarCharType.STRING_TYPE, new TimestampType(3), new DoubleType()},
            new String[] {"sensor", "ts", "v"}));
  }

  @Override
  public Maker<RowData> maker(int keys) {
    StringData[] ids =
        Arrays.stream(ReadingFormat.sensorIds(keys))
            .map(RowReadings::inBytes)
            .toArray(StringData[]::new);
    return (key, timeMillis, value, sequence) ->
        GenericRowData.of(ids[key], TimestampData.fromEpochMillis(timeMillis), value);
  }

  private static StringData inBytes(String id) {
    BinaryStringData bytes = BinaryStringData.fromString(id);
    bytes.ensureMaterialized();
    return bytes;
  }
}
