package dev.telemetry.benchmarks.serializers;

import dev.telemetry.benchmarks.job.ReadingFormat;
import dev.telemetry.model.Quality;
import java.time.Instant;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.jspecify.annotations.Nullable;

/** A reading as a plain class, as Flink's tutorials have it. */
public final class PojoReading {
  /** Where it was measured. */
  public String sensorId = "";

  /** What was measured. */
  public String metric = "";

  /** In which unit. */
  public String unit = "";

  /** When. */
  public Instant eventTime = Instant.EPOCH;

  /** The value. */
  public double value;

  /** Good, uncertain or bad. */
  public Quality quality = Quality.GOOD;

  /** The sensor's running number. */
  public @Nullable Long sequence;

  /** Anything else. */
  public Map<String, String> tags = Map.of();

  /** Called by Flink. */
  public PojoReading() {}

  /**
   * Readings as plain objects, with the types that Flink finds for such a class.
   *
   * @param tags how many each has
   */
  record Format(int tags) implements ReadingFormat<PojoReading> {

    @Override
    public TypeInformation<PojoReading> type() {
      return Types.POJO(
          PojoReading.class,
          Map.of(
              "sensorId", Types.STRING,
              "metric", Types.STRING,
              "unit", Types.STRING,
              "eventTime", Types.INSTANT,
              "value", Types.DOUBLE,
              "quality", Types.ENUM(Quality.class),
              "sequence", Types.LONG,
              "tags", Types.MAP(Types.STRING, Types.STRING)));
    }

    @Override
    public Maker<PojoReading> maker(int keys) {
      DecodedFields fields = new DecodedFields(keys, false, tags);
      return (key, timeMillis, value, sequence) -> {
        PojoReading reading = new PojoReading();
        reading.sensorId = fields.sensorId(key);
        reading.metric = fields.metric();
        reading.unit = fields.unit();
        reading.eventTime = Instant.ofEpochMilli(timeMillis);
        reading.value = value;
        reading.sequence = sequence;
        reading.tags = fields.tags();
        return reading;
      };
    }
  }
}
