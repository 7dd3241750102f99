package dev.telemetry.flink.type;

import dev.telemetry.model.Anomaly;
import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * Lets Flink's type extraction find {@link RecordTypeInfo} for generated Avro records, also in
 * lambdas and fields of POJOs. Named in the option {@code pipeline.serialization-config}.
 *
 * @param <T> the record
 */
public final class RecordTypeInfoFactory<T extends SpecificRecord> extends TypeInfoFactory<T> {
  private static final List<Class<? extends SpecificRecord>> MODEL =
      List.of(
          SensorReading.class,
          WindowStatistics.class,
          Anomaly.class,
          Quarantined.class,
          Rejected.class);

  /** Called by Flink. */
  public RecordTypeInfoFactory() {}

  @Override
  public TypeInformation<T> createTypeInfo(
      Type type, Map<String, TypeInformation<?>> genericParameters) {
    @SuppressWarnings("unchecked") // only registered for record classes
    Class<T> record = (Class<T>) type;
    return RecordTypeInfo.ofRecord(record);
  }

  /**
   * The value of {@code pipeline.serialization-config} that covers our records and those named.
   *
   * @param records generated classes of your own
   * @return one entry for each class
   */
  public static List<String> serializationConfig(List<Class<? extends SpecificRecord>> records) {
    return Stream.concat(MODEL.stream(), records.stream())
        .map(RecordTypeInfoFactory::entry)
        .toList();
  }

  private static String entry(Class<?> record) {
    return "%s: {type: typeinfo, class: %s}"
        .formatted(record.getName(), RecordTypeInfoFactory.class.getName());
  }
}
