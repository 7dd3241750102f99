package dev.telemetry.flink.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.AlarmCommandRejection;
import dev.telemetry.model.AlarmSummary;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.DetectorRule;
import dev.telemetry.model.Effectiveness;
import dev.telemetry.model.GridPoint;
import dev.telemetry.model.Loss;
import dev.telemetry.model.Quantile;
import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.RuleRejection;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.WithNull;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Any record survives its bytes. */
class RoundTripTest {
  private static <T extends SpecificRecord> void survives(Class<T> type, T record)
      throws IOException {
    TypeSerializer<T> serializer =
        RecordTypeInfo.ofRecord(type).createSerializer(new SerializerConfigImpl());
    byte[] bytes = Serialized.bytes(serializer, record);
    T copy = serializer.copy(record);
    assertThat(fields(Serialized.value(serializer, bytes))).isEqualTo(fields(record));
    assertThat(fields(copy)).isEqualTo(fields(record));
    assertThat(copy).isNotSameAs(record);
    byte[] copied = Serialized.copiedBytes(serializer, bytes);
    assertThat(fields(Serialized.value(serializer, copied))).isEqualTo(fields(record));
  }

  /** As a list, in which NaN is equal to itself; in Avro's records it is not. */
  private static List<Object> fields(SpecificRecord record) {
    List<Object> fields = new ArrayList<>();
    for (Schema.Field field : record.getSchema().getFields()) {
      fields.add(comparable(record.get(field.pos())));
    }
    return fields;
  }

  private static Object comparable(Object value) {
    if (value instanceof SpecificRecord inner) {
      return fields(inner);
    }
    return value instanceof List<?> list
        ? list.stream().map(RoundTripTest::comparable).toList()
        : value;
  }

  @Property(tries = 300)
  void readings(@ForAll("readings") SensorReading record) throws IOException {
    survives(SensorReading.class, record);
  }

  @Property(tries = 100)
  void losses(@ForAll("losses") Loss record) throws IOException {
    survives(Loss.class, record);
  }

  @Property(tries = 100)
  void readingsWithTheirOrigin(
      @ForAll("readings") SensorReading reading,
      @ForAll @WithNull String device,
      @ForAll long epoch,
      @ForAll long sequence)
      throws IOException {
    var serializer =
        Originated.typeOf(RecordTypeInfo.ofRecord(SensorReading.class))
            .createSerializer(new SerializerConfigImpl());
    Originated<SensorReading> sent =
        device == null
            ? Originated.unknown(reading)
            : new Originated<>(reading, device, epoch, sequence);
    byte[] bytes = Serialized.bytes(serializer, sent);
    byte[] copied = Serialized.copiedBytes(serializer, bytes);
    for (Originated<SensorReading> read :
        List.of(
            Serialized.value(serializer, bytes),
            Serialized.value(serializer, copied),
            serializer.copy(sent))) {
      assertThat(fields(read.value())).isEqualTo(fields(reading));
      assertThat(read).usingRecursiveComparison().ignoringFields("value").isEqualTo(sent);
    }
  }

  @Provide
  Arbitrary<Loss> losses() {
    return RandomRecords.losses();
  }

  @Property(tries = 300)
  void statistics(@ForAll("statistics") WindowStatistics record) throws IOException {
    survives(WindowStatistics.class, record);
  }

  @Property(tries = 100)
  void aCopyOfStatisticsDoesNotChangeWithItsOriginal(@ForAll("statistics") WindowStatistics record)
      throws IOException {
    WindowStatisticsSerializer serializer = new WindowStatisticsSerializer();
    byte[] bytes = Serialized.bytes(serializer, record);
    WindowStatistics copy = serializer.copy(record);
    if (record.getQuantiles() != null) {
      record.getQuantiles().forEach(quantile -> quantile.setValue(1));
      record.getQuantiles().add(new Quantile(0.5, 1.0));
    }
    if (record.getHistogram() != null) {
      record.getHistogram().getBins().forEach(bin -> bin.setCount(1));
      record.getHistogram().setRelativeAccuracy(1);
    }
    if (record.getCourse() != null) {
      record.getCourse().setChanges(1);
    }
    assertThat(Serialized.bytes(serializer, copy)).isEqualTo(bytes);
  }

  @Property(tries = 300)
  void points(@ForAll("points") GridPoint record) throws IOException {
    survives(GridPoint.class, record);
  }

  @Property(tries = 300)
  void anomalies(@ForAll("anomalies") Anomaly record) throws IOException {
    survives(Anomaly.class, record);
  }

  @Property(tries = 300)
  void effectiveness(@ForAll("effectiveness") Effectiveness record) throws IOException {
    survives(Effectiveness.class, record);
  }

  @Property(tries = 300)
  void rejected(@ForAll("rejected") Rejected record) throws IOException {
    survives(Rejected.class, record);
  }

  @Property(tries = 300)
  void quarantined(@ForAll("quarantined") Quarantined record) throws IOException {
    survives(Quarantined.class, record);
  }

  @Property(tries = 300)
  void rules(@ForAll("rules") DetectorRule record) throws IOException {
    survives(DetectorRule.class, record);
  }

  @Property(tries = 300)
  void ruleRejections(@ForAll("ruleRejections") RuleRejection record) throws IOException {
    survives(RuleRejection.class, record);
  }

  @Provide
  Arbitrary<DetectorRule> rules() {
    return RandomRecords.rules();
  }

  @Provide
  Arbitrary<RuleRejection> ruleRejections() {
    return RandomRecords.ruleRejections();
  }

  @Property(tries = 300)
  void alarms(@ForAll("alarms") Alarm record) throws IOException {
    survives(Alarm.class, record);
  }

  @Property(tries = 300)
  void refusedCommands(@ForAll("refusedCommands") AlarmCommandRejection record) throws IOException {
    survives(AlarmCommandRejection.class, record);
    survives(AlarmCommand.class, record.getCommand());
  }

  @Property(tries = 300)
  void summaries(@ForAll("summaries") AlarmSummary record) throws IOException {
    survives(AlarmSummary.class, record);
  }

  @Provide
  Arbitrary<Alarm> alarms() {
    return RandomRecords.alarms();
  }

  @Provide
  Arbitrary<AlarmCommandRejection> refusedCommands() {
    return RandomRecords.refusedCommands();
  }

  @Provide
  Arbitrary<AlarmSummary> summaries() {
    return RandomRecords.summaries();
  }

  @Provide
  Arbitrary<SensorReading> readings() {
    return RandomRecords.readings();
  }

  @Provide
  Arbitrary<WindowStatistics> statistics() {
    return RandomRecords.statistics();
  }

  @Provide
  Arbitrary<GridPoint> points() {
    return RandomRecords.points();
  }

  @Provide
  Arbitrary<Anomaly> anomalies() {
    return RandomRecords.anomalies();
  }

  @Provide
  Arbitrary<Effectiveness> effectiveness() {
    return RandomRecords.effectiveness();
  }

  @Provide
  Arbitrary<Rejected> rejected() {
    return RandomRecords.rejected();
  }

  @Provide
  Arbitrary<Quarantined> quarantined() {
    return RandomRecords.quarantined();
  }
}
