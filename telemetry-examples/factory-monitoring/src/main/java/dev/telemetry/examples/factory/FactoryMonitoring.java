package dev.telemetry.examples.factory;

import dev.telemetry.flink.TelemetryEnvironment;
import dev.telemetry.flink.alarm.AlarmGroupStreams;
import dev.telemetry.flink.alarm.AlarmGroups;
import dev.telemetry.flink.alarm.AlarmStreams;
import dev.telemetry.flink.alarm.Alarms;
import dev.telemetry.flink.detect.RuledDetection;
import dev.telemetry.flink.detect.RuledStreams;
import dev.telemetry.flink.detect.Silence;
import dev.telemetry.flink.detect.SilenceStreams;
import dev.telemetry.flink.quality.Duplicates;
import dev.telemetry.flink.quality.Gate;
import dev.telemetry.flink.quality.Gated;
import dev.telemetry.flink.sink.JdbcConnection;
import dev.telemetry.flink.sink.PostgresSink;
import dev.telemetry.flink.sink.TelemetrySink;
import dev.telemetry.flink.source.CompactedSource;
import dev.telemetry.flink.source.Ingest;
import dev.telemetry.flink.source.TelemetrySource;
import dev.telemetry.flink.window.PlantPath;
import dev.telemetry.flink.window.StatisticsStreams;
import dev.telemetry.flink.window.WindowedStatistics;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.DetectorRule;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.RuleRejection;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job: readings are gated and rid of duplicates, then summed up in windows and watched by
 * detectors. What comes out goes to Kafka and PostgreSQL, and so does all that was refused.
 */
public final class FactoryMonitoring {
  /** What the plant's sensors can measure at all, and in which unit. */
  public static final Gate GATE =
      Gate.finite()
          .unit("temperature", "Cel")
          .range("temperature", -40, 250)
          .unit("vibration", "mm/s")
          .range("vibration", 0, 100)
          .unit("pressure", "bar")
          .range("pressure", 0, 25)
          .unit("production-count", "1")
          .range("production-count", 0, 1e9);

  /** All that the job reads and writes. */
  public static final Topic<?>[] TOPICS = {
    Topics.READINGS,
    Topics.RULES,
    Topics.ALARM_COMMANDS,
    Topics.STATISTICS,
    Topics.ANOMALIES,
    Topics.ALARMS,
    Topics.ALARM_SUMMARIES,
    Topics.LATE,
    Topics.REJECTED,
    Topics.REJECTED_ALARM_COMMANDS,
    Topics.RULE_REJECTIONS,
    Topics.QUARANTINE
  };

  private FactoryMonitoring() {}

  /** The streams that the pipeline makes of readings. */
  record Monitored(
      StatisticsStreams<SensorReading> statistics,
      DataStream<Anomaly> anomalies,
      DataStream<RuleRejection> rejectedRules,
      AlarmStreams alarms,
      AlarmGroupStreams called,
      DataStream<Rejected> rejected) {}

  /**
   * Runs on a cluster: {@code --kafka host:9092 --registry https://host:8081 --truststore file ...}
   * as {@link KafkaConnection#fromArgs} has them; the database stands in the environment variables
   * DATABASE_URL, DATABASE_USER and DATABASE_PASSWORD.
   */
  public static void main(String... args) throws Exception {
    StreamExecutionEnvironment env = TelemetryEnvironment.create();
    JdbcConnection database =
        JdbcConnection.to(
            System.getenv("DATABASE_URL"),
            System.getenv("DATABASE_USER"),
            System.getenv("DATABASE_PASSWORD"));
    wire(env, KafkaConnection.fromArgs(args), database, Tuning.live());
    env.execute("factory-monitoring");
  }

  /** The whole job: sources, pipeline and sinks. */
  public static void wire(
      StreamExecutionEnvironment env, KafkaConnection kafka, JdbcConnection db, Tuning tuning) {
    TelemetrySource<SensorReading> source =
        TelemetrySource.from(Topics.READINGS).connection(kafka).group("factory-monitoring");
    Ingest<SensorReading> in = tuning.time().apply(source).attach(env, "readings");
    Ingest<DetectorRule> rules =
        CompactedSource.from(Topics.RULES, RuledDetection::removalOf)
            .connection(kafka)
            .attach(env, "rules");
    Ingest<AlarmCommand> commands = commands(kafka).attach(env, "alarm-commands");

    Monitored out = pipeline(in.readings(), rules.readings(), commands.readings(), tuning);

    DataStream<WindowStatistics> statistics =
        out.statistics().results().union(out.statistics().rollups());
    toPostgres(statistics, WindowStatistics.class, db, "statistics-db");
    toPostgres(out.anomalies(), Anomaly.class, db, "anomalies-db");
    toPostgres(out.alarms().alarms(), Alarm.class, db, "alarms-db");
    toKafka(statistics, Topics.STATISTICS, kafka, "statistics-out");
    toKafka(out.statistics().late(), Topics.LATE, kafka, "late-out");
    toKafka(out.anomalies(), Topics.ANOMALIES, kafka, "anomalies-out");
    toKafka(out.rejectedRules(), Topics.RULE_REJECTIONS, kafka, "rejected-rules-out");
    toKafka(out.called().alarms(), Topics.ALARMS, kafka, "alarms-out");
    toKafka(out.called().summaries(), Topics.ALARM_SUMMARIES, kafka, "alarm-summaries-out");
    toKafka(
        out.alarms().rejectedCommands(),
        Topics.REJECTED_ALARM_COMMANDS,
        kafka,
        "rejected-alarm-commands-out");
    toKafka(out.rejected().union(in.rejected()), Topics.REJECTED, kafka, "rejected-out");
    toKafka(
        in.quarantined().union(rules.quarantined(), commands.quarantined()),
        Topics.QUARANTINE,
        kafka,
        "quarantine-out");
  }

  private static TelemetrySource<AlarmCommand> commands(KafkaConnection kafka) {
    return TelemetrySource.from(Topics.ALARM_COMMANDS)
        .connection(kafka)
        .group("factory-monitoring")
        .eventTime(AlarmCommand::getAt)
        .disorder(Duration.ofSeconds(1))
        .idleAfter(Duration.ofSeconds(1));
  }

  /** Reads like the diagram; a test drives it. */
  static Monitored pipeline(
      DataStream<SensorReading> readings,
      DataStream<DetectorRule> rules,
      DataStream<AlarmCommand> commands,
      Tuning tuning) {
    Gated gated = GATE.attach(readings, "gate");
    Gated once =
        Duplicates.attach(gated.accepted().keyBy(SensorReading::getSensorId), "duplicates");
    KeyedStream<SensorReading, String> bySensor = once.accepted().keyBy(SensorReading::getSensorId);

    StatisticsStreams<SensorReading> statistics =
        tuning
            .windows()
            .apply(WindowedStatistics.of(bySensor))
            .quantiles(0.05, 0.5, 0.95)
            .relativeAccuracy(0.001) // usual is 1 %, which is more than a temperature's noise
            .rollUp(PlantPath::parentOf, 3)
            .attach("statistics");
    RuledStreams<SensorReading> found = tuning.detection().attach(bySensor, rules, "anomalies");
    SilenceStreams silent =
        Silence.longerThan(tuning.silence())
            .oncePer(PlantPath::parentOf)
            .attach(bySensor, "silence");

    AlarmStreams alarms =
        Alarms.of(found.anomalies().union(silent.sensors(), silent.machines()), commands)
            .policy(tuning.alarms())
            .commandsOnArrival() // who clicks wants to see it now, in a recording too
            .attach("alarms");
    AlarmGroupStreams called =
        AlarmGroups.of(alarms.alarms(), Alarm::getMachine).attach("alarm-groups");
    return new Monitored(
        statistics,
        found.anomalies().union(found.shadows()),
        found.rejectedRules(),
        alarms,
        called,
        gated.rejected().union(once.rejected()));
  }

  private static <T extends SpecificRecord> void toKafka(
      DataStream<T> stream, Topic<T> topic, KafkaConnection kafka, String name) {
    stream.sinkTo(TelemetrySink.to(topic).connection(kafka).build()).name(name).uid(name);
  }

  private static <T extends SpecificRecord> void toPostgres(
      DataStream<T> stream, Class<T> record, JdbcConnection db, String name) {
    stream.sinkTo(PostgresSink.upsert(record, db).createTable().build()).name(name).uid(name);
  }
}
