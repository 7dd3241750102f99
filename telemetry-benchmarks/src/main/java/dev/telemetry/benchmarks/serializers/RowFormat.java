package dev.telemetry.benchmarks.serializers;

import dev.telemetry.benchmarks.job.ReadingFormat;
import dev.telemetry.model.Quality;
import java.time.Instant;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.types.Row;

/**
 * Readings as Flink's rows.
 *
 * @param tags how many each has
 */
record RowFormat(int tags) implements ReadingFormat<Row> {

  @Override
  public TypeInformation<Row> type() {
    return Types.ROW(
        Types.STRING,
        Types.STRING,
        Types.STRING,
        Types.INSTANT,
        Types.DOUBLE,
        Types.ENUM(Quality.class),
        Types.LONG,
        Types.MAP(Types.STRING, Types.STRING));
  }

  @Override
  public Maker<Row> maker(int keys) {
    DecodedFields fields = new DecodedFields(keys, false, tags);
    return (key, timeMillis, value, sequence) ->
        Row.of(
            fields.sensorId(key),
            fields.metric(),
            fields.unit(),
            Instant.ofEpochMilli(timeMillis),
            value,
            Quality.GOOD,
            sequence,
            fields.tags());
  }
}
