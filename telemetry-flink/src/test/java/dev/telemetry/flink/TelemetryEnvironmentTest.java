package dev.telemetry.flink;

import static dev.telemetry.testkit.Sensors.sensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.GridPoint;
import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.api.java.typeutils.TupleTypeInfo;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetryEnvironmentTest {
  private final StreamExecutionEnvironment env = TelemetryEnvironment.create();

  /** A POJO by Flink's rules with a record in it. */
  public static final class Labelled {
    public String label = "";
    public SensorReading reading = new SensorReading();

    public Labelled() {}
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        SensorReading.class,
        WindowStatistics.class,
        GridPoint.class,
        Anomaly.class,
        Rejected.class,
        Quarantined.class
      })
  void findsOurSerializersForOurRecords(Class<? extends SpecificRecord> type) {
    TypeInformation<?> info = TypeInformation.of(type);
    assertThat(info).isEqualTo(RecordTypeInfo.ofRecord(type));
    assertThat(info.createSerializer(env.getConfig().getSerializerConfig()).getClass().getName())
        .startsWith("dev.telemetry.flink.type.");
  }

  @Test
  void findsThemInFieldsOfPojosAndTuples() {
    var pojo = (PojoTypeInfo<Labelled>) TypeInformation.of(Labelled.class);
    assertThat(pojo.getTypeAt("reading")).isEqualTo(RecordTypeInfo.ofRecord(SensorReading.class));
    assertThat(pojo.createSerializer(env.getConfig().getSerializerConfig())).isNotNull();

    var tuple =
        (TupleTypeInfo<?>) TypeInformation.of(new TypeHint<Tuple2<String, SensorReading>>() {});
    assertThat(tuple.getTypeAt(1)).isEqualTo(RecordTypeInfo.ofRecord(SensorReading.class));
  }

  @Test
  void findsThemForLambdas() {
    var readings = env.fromData(sensor("pump-1").value(1), sensor("pump-1").value(2));
    assertThat(readings.getType()).isEqualTo(RecordTypeInfo.ofRecord(SensorReading.class));
    assertThat(readings.map(reading -> reading).getType())
        .isEqualTo(RecordTypeInfo.ofRecord(SensorReading.class));
  }

  @Test
  void canBeCreatedMoreThanOnce() {
    Configuration settings = TelemetryEnvironment.configuration(new Configuration(), List.of());
    assertThat(StreamExecutionEnvironment.createLocalEnvironment(1, settings)).isNotNull();
    assertThat(StreamExecutionEnvironment.createLocalEnvironment(1, settings)).isNotNull();
    assertThat(TelemetryEnvironment.create()).isNotSameAs(TelemetryEnvironment.create());
  }

  @Test
  void refusesTypesThatNeedKryo() {
    TypeInformation<Thread> generic = TypeInformation.of(Thread.class);
    assertThatThrownBy(() -> generic.createSerializer(env.getConfig().getSerializerConfig()))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("Generic types have been disabled");
  }

  @Test
  void refusesOperatorsWithoutUid() {
    env.fromData(1, 2).sinkTo(new DiscardingSink<>());
    assertThatThrownBy(() -> env.getStreamGraph().getJobGraph())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no UID");
  }

  @Test
  void refusesTwoOperatorsOfOneUid() {
    env.fromData(1, 2).uid("same").sinkTo(new DiscardingSink<>()).uid("same");
    assertThatThrownBy(() -> env.getStreamGraph().getJobGraph())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("same");
  }

  @Test
  void keepsWhatYouSet() {
    Configuration yours = new Configuration();
    yours.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(3));
    Configuration settings = TelemetryEnvironment.configuration(yours, List.of());
    assertThat(settings.get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
        .isEqualTo(Duration.ofSeconds(3));
    assertThat(env.getCheckpointConfig().getCheckpointInterval()).isEqualTo(10_000);
  }
}
