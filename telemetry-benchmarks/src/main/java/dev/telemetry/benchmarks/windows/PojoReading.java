package dev.telemetry.benchmarks.windows;

import dev.telemetry.benchmarks.job.ReadingFormat;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.jspecify.annotations.Nullable;

/**
 * A reading as a user without a library writes it, with all that the SDK's has: public fields,
 * Flink's own serializer.
 */
public final class PojoReading {
  /** Where it was measured. */
  public String sensorId = "";

  /** What was measured. */
  public String metric = "";

  /** In which unit. */
  public String unit = "";

  /** When, in milliseconds since 1970 UTC. */
  public long eventTime;

  /** The value. */
  public double value;

  /** Good, uncertain or bad. */
  public byte quality;

  /** The sensor's running number. */
  public @Nullable Long sequence;

  /** Anything else. */
  public Map<String, String> tags = Map.of();

  /** Called by Flink. */
  public PojoReading() {}

  /** Readings as plain objects. */
  static final class Format implements ReadingFormat<PojoReading> {
    private static final long serialVersionUID = 1;

    @Override
    public TypeInformation<PojoReading> type() {
      return Types.POJO(
          PojoReading.class,
          Map.of(
              "sensorId", Types.STRING,
              "metric", Types.STRING,
              "unit", Types.STRING,
              "eventTime", Types.LONG,
              "value", Types.DOUBLE,
              "quality", Types.BYTE,
              "sequence", Types.LONG,
              "tags", Types.MAP(Types.STRING, Types.STRING)));
    }

    @Override
    public Maker<PojoReading> maker(int keys) {
      String[] ids = ReadingFormat.sensorIds(keys);
      return (key, timeMillis, value, sequence) -> {
        PojoReading reading = new PojoReading();
        reading.sensorId = ids[key];
        reading.metric = "temperature";
        reading.unit = "Cel";
        reading.eventTime = timeMillis;
        reading.value = value;
        reading.sequence = sequence;
        return reading;
      };
    }
  }
}
