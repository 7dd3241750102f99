package dev.telemetry.flink.type;

import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.AlarmCommandRejection;
import dev.telemetry.model.AlarmSummary;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.DetectorRule;
import dev.telemetry.model.Effectiveness;
import dev.telemetry.model.GridPoint;
import dev.telemetry.model.Loss;
import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.RuleRejection;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.TypeExtractor;

/**
 * Lets Flink's type extraction find {@link RecordTypeInfo} for generated Avro records, also in
 * lambdas and fields of POJOs. {@code TelemetryEnvironment} registers it.
 */
public final class RecordTypeInfoFactory extends TypeInfoFactory<SpecificRecord> {
  private static final List<Class<? extends SpecificRecord>> MODEL =
      List.of(
          SensorReading.class,
          WindowStatistics.class,
          GridPoint.class,
          Loss.class,
          Anomaly.class,
          Effectiveness.class,
          Quarantined.class,
          Rejected.class,
          Alarm.class,
          AlarmCommand.class,
          AlarmCommandRejection.class,
          AlarmSummary.class,
          DetectorRule.class,
          RuleRejection.class);

  /** Called by Flink. */
  public RecordTypeInfoFactory() {}

  @Override
  public TypeInformation<SpecificRecord> createTypeInfo(
      Type type, Map<String, TypeInformation<?>> genericParameters) {
    @SuppressWarnings("unchecked") // only registered for record classes
    Class<SpecificRecord> record = (Class<SpecificRecord>) type;
    return RecordTypeInfo.ofRecord(record);
  }

  /**
   * Registers our records and those named with Flink, in this JVM. Flink's own option, {@code
   * pipeline.serialization-config}, refuses a class that is registered already, and so the second
   * environment of a JVM.
   *
   * @param records generated classes of your own
   */
  public static synchronized void register(List<Class<? extends SpecificRecord>> records) {
    MODEL.forEach(RecordTypeInfoFactory::register);
    records.forEach(RecordTypeInfoFactory::register);
  }

  private static void register(Class<? extends SpecificRecord> record) {
    if (TypeExtractor.getTypeInfoFactory(record) == null) {
      TypeExtractor.registerFactory(record, RecordTypeInfoFactory.class);
    }
  }
}
