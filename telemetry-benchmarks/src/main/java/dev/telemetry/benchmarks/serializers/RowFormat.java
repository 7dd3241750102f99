package dev.telemetry.benchmarks.serializers;

import dev.telemetry.benchmarks.job.ReadingFormat;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.types.Row;

/** Readings as Flink's rows. */
final class RowFormat implements ReadingFormat<Row> {
  private static final long serialVersionUID = 1;

  @Override
  public TypeInformation<Row> type() {
    return Types.ROW(
        Types.STRING,
        Types.STRING,
        Types.STRING,
        Types.LONG,
        Types.DOUBLE,
        Types.BYTE,
        Types.LONG,
        Types.MAP(Types.STRING, Types.STRING));
  }

  @Override
  public Maker<Row> maker(int keys) {
    String[] ids = ReadingFormat.sensorIds(keys);
    return (key, timeMillis, value, sequence) ->
        Row.of(ids[key], "temperature", "Cel", timeMillis, value, (byte) 0, sequence, Map.of());
  }
}
