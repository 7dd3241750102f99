package dev.telemetry.benchmarks.pipeline;

import static java.time.Duration.ofSeconds;

import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.detect.Threshold;
import dev.telemetry.detect.ZScore;
import dev.telemetry.flink.detect.DetectAnomalies;
import dev.telemetry.flink.quality.Gate;
import dev.telemetry.flink.quality.Gated;
import dev.telemetry.flink.sink.TelemetrySink;
import dev.telemetry.flink.source.Ingest;
import dev.telemetry.flink.source.TelemetrySource;
import dev.telemetry.flink.window.StatisticsStreams;
import dev.telemetry.flink.window.WindowedStatistics;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A job as a user of the SDK writes it. */
record Ours(KafkaConnection kafka) implements PipelineJob {
  static final Topic<WindowStatistics> STATISTICS = Topics.STATISTICS;
  static final Topic<Anomaly> ANOMALIES = Topics.ANOMALIES;
  private static final Topic<Rejected> REJECTED = Topics.REJECTED;
  private static final Topic<Quarantined> QUARANTINE = Topics.QUARANTINE;
  private static final Topic<SensorReading> LATE = Topics.LATE;
  private static final Duration IDLE = Duration.ofMinutes(1);

  @Override
  public String name() {
    return "ours";
  }

  @Override
  public String note() {
    return "TelemetrySource, Gate (unit and range of the metric), by sensor: WindowedStatistics"
        + " (tumbling 10 s, 60 s by 1 s) and DetectAnomalies (Threshold; ZScore over 60 s);"
        + " a TelemetrySink each for statistics, anomalies, rejected, late and quarantined";
  }

  /** The source that both typed contestants have. */
  static Ingest<SensorReading> read(
      StreamExecutionEnvironment env, KafkaConnection kafka, Input input) {
    TelemetrySource<SensorReading> source =
        TelemetrySource.from(input.topic())
            .connection(kafka)
            .group("benchmark")
            .disorder(Duration.ofMillis(Feed.DISORDER_MILLIS))
            .idleAfter(IDLE)
            .startingAt(Starts.AT_EARLIEST);
    return (input.bounded() ? source.bounded() : source).attach(env, "readings");
  }

  @Override
  public void build(StreamExecutionEnvironment env, Input input, Progress progress) {
    Ingest<SensorReading> in = read(env, kafka, input);
    Gated gated =
        Gate.finite()
            .unit("temperature", "Cel")
            .range("temperature", -40, 250)
            .attach(Identity.watched(in, progress), "gate");
    KeyedStream<SensorReading, String> bySensor =
        gated.accepted().keyBy(SensorReading::getSensorId);
    StatisticsStreams<SensorReading> statistics =
        WindowedStatistics.of(bySensor)
            .tumbling(ofSeconds(10))
            .sliding(ofSeconds(60), ofSeconds(1))
            .attach("statistics");
    DataStream<Anomaly> anomalies =
        bySensor
            .process(
                DetectAnomalies.with(
                        Threshold.above(90).clearBelow(85),
                        ZScore.rolling(ofSeconds(60)).beyond(5).afterWarmUp(20).sigmaFloor(1))
                    .build())
            .name("anomalies")
            .uid("anomalies");
    write(statistics.results(), STATISTICS);
    write(statistics.late(), LATE);
    write(anomalies, ANOMALIES);
    write(gated.rejected().union(in.rejected()), REJECTED);
    write(in.quarantined(), QUARANTINE);
  }

  private <T extends SpecificRecord> void write(DataStream<T> stream, Topic<T> topic) {
    stream
        .sinkTo(TelemetrySink.to(topic).connection(kafka).build())
        .name(topic.name())
        .uid(topic.name());
  }

  @Override
  public List<Topic<?>> outputs() {
    return List.of(STATISTICS, ANOMALIES, REJECTED, QUARANTINE, LATE);
  }
}
