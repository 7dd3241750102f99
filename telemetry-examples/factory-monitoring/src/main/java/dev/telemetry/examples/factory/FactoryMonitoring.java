package dev.telemetry.examples.factory;

import dev.telemetry.flink.TelemetryEnvironment;
import dev.telemetry.flink.quality.Duplicates;
import dev.telemetry.flink.quality.Gate;
import dev.telemetry.flink.quality.Gated;
import dev.telemetry.flink.sink.JdbcConnection;
import dev.telemetry.flink.sink.PostgresSink;
import dev.telemetry.flink.sink.TelemetrySink;
import dev.telemetry.flink.source.Ingest;
import dev.telemetry.flink.source.TelemetrySource;
import dev.telemetry.flink.window.PlantPath;
import dev.telemetry.flink.window.StatisticsStreams;
import dev.telemetry.flink.window.WindowedStatistics;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
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

  private FactoryMonitoring() {}

  /** The streams that the pipeline makes of readings. */
  record Monitored(
      DataStream<WindowStatistics> statistics,
      DataStream<SensorReading> late,
      DataStream<Anomaly> anomalies,
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

  /** The whole job: source, pipeline and sinks. */
  public static void wire(
      StreamExecutionEnvironment env, KafkaConnection kafka, JdbcConnection db, Tuning tuning) {
    TelemetrySource<SensorReading> source =
        TelemetrySource.from(Topics.READINGS).connection(kafka).group("factory-monitoring");
    Ingest<SensorReading> in = tuning.time().apply(source).attach(env, "readings");

    Monitored out = pipeline(in.readings(), tuning);

    toPostgres(out.statistics(), WindowStatistics.class, db, "statistics-db");
    toPostgres(out.anomalies(), Anomaly.class, db, "anomalies-db");
    toKafka(out.statistics(), Topics.STATISTICS, kafka, "statistics-out");
    toKafka(out.late(), Topics.LATE, kafka, "late-out");
    toKafka(out.anomalies(), Topics.ANOMALIES, kafka, "anomalies-out");
    toKafka(out.rejected().union(in.rejected()), Topics.REJECTED, kafka, "rejected-out");
    toKafka(in.quarantined(), Topics.QUARANTINE, kafka, "quarantine-out");
  }

  /** Reads like the diagram; a test drives it. */
  static Monitored pipeline(DataStream<SensorReading> readings, Tuning tuning) {
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
    DataStream<WindowStatistics> results = statistics.results().union(statistics.rollups());
    DataStream<Anomaly> anomalies =
        bySensor.process(tuning.detectors().build()).name("anomalies").uid("anomalies");
    return new Monitored(
        results, statistics.late(), anomalies, gated.rejected().union(once.rejected()));
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
