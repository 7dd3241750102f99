package dev.telemetry.examples.faults.data;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import dev.telemetry.alarm.AlarmPolicy;
import dev.telemetry.detect.Detectors;
import dev.telemetry.detect.Threshold;
import dev.telemetry.flink.alarm.AlarmGroupStreams;
import dev.telemetry.flink.alarm.AlarmGroups;
import dev.telemetry.flink.alarm.AlarmStreams;
import dev.telemetry.flink.alarm.Alarms;
import dev.telemetry.flink.detect.DetectAnomalies;
import dev.telemetry.flink.quality.Duplicates;
import dev.telemetry.flink.quality.Gate;
import dev.telemetry.flink.quality.Gated;
import dev.telemetry.flink.sink.TelemetrySink;
import dev.telemetry.flink.source.Ingest;
import dev.telemetry.flink.source.TelemetrySource;
import dev.telemetry.flink.window.StatisticsStreams;
import dev.telemetry.flink.window.WindowedStatistics;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job under test, as a user would write it: it reads what the round's topic holds, and ends.
 */
final class DataJob {
  static final Duration DISORDER = ofSeconds(5);
  static final Duration WINDOW = ofSeconds(10);
  static final Instant EARLIEST = Instant.parse("2020-01-01T00:00:00Z");

  /** Longer than any pause of the machine, so that a partition is never late for being slow. */
  private static final Duration IDLE = ofMinutes(10);

  private final StreamExecutionEnvironment env;
  private final KafkaConnection kafka;
  private final RoundTopics topics;

  private DataJob(StreamExecutionEnvironment env, KafkaConnection kafka, RoundTopics topics) {
    this.env = env;
    this.kafka = kafka;
    this.topics = topics;
  }

  static void wire(StreamExecutionEnvironment env, KafkaConnection kafka, RoundTopics topics) {
    new DataJob(env, kafka, topics).wire();
  }

  private void wire() {
    Ingest<SensorReading> in = source(topics.readings()).attach(env, "readings");
    Gated gated =
        Gate.finite()
            .unit("temperature", "Cel")
            .range("temperature", -40, 250)
            .notBefore(EARLIEST)
            .attach(in.readings(), "gate");
    Gated once =
        Duplicates.attach(gated.accepted().keyBy(SensorReading::getSensorId), "duplicates");
    DataStream<SensorReading> late = results(once.accepted().keyBy(SensorReading::getSensorId));
    toKafka(late, topics.late(), "late-out");
    toKafka(
        in.rejected().union(gated.rejected(), once.rejected()), topics.rejected(), "rejected-out");
    toKafka(in.quarantined(), topics.quarantine(), "quarantine-out");
  }

  /** Statistics, anomalies and alarms; what is late for the statistics comes back. */
  private DataStream<SensorReading> results(KeyedStream<SensorReading, String> bySensor) {
    StatisticsStreams<SensorReading> statistics =
        WindowedStatistics.of(bySensor)
            .tumbling(WINDOW)
            .sliding(ofMinutes(1), WINDOW)
            .attach("statistics");
    SingleOutputStreamOperator<Anomaly> anomalies =
        bySensor
            .process(
                DetectAnomalies.with(
                        Threshold.above(90).clearBelow(85).forAtLeast(ofSeconds(2)),
                        Detectors.zScore())
                    .build())
            .name("anomalies")
            .uid("anomalies");
    toKafka(anomalies, topics.anomalies(), "anomalies-out");
    alarms(anomalies);
    statistics
        .results()
        .sinkTo(
            TelemetrySink.to(topics.statistics())
                .connection(kafka)
                .exactlyOnce(topics.round())
                .build())
        .name("statistics-out")
        .uid("statistics-out");
    return statistics.late();
  }

  private void alarms(DataStream<Anomaly> anomalies) {
    DataStream<AlarmCommand> commands =
        source(topics.commands()).eventTime(AlarmCommand::getAt).attach(env, "commands").readings();
    AlarmStreams alarms =
        Alarms.of(anomalies, commands)
            .policy(AlarmPolicy.plain().chatteringAt(3, ofMinutes(5)))
            .attach("alarms");
    AlarmGroupStreams called =
        AlarmGroups.of(alarms.alarms(), Alarm::getMachine).attach("alarm-groups");
    toKafka(alarms.alarms(), topics.alarms(), "alarms-out");
    toKafka(called.alarms(), topics.calls(), "calls-out");
    toKafka(called.summaries(), topics.summaries(), "summaries-out");
  }

  private <T extends SpecificRecord> TelemetrySource<T> source(Topic<T> topic) {
    return TelemetrySource.from(topic)
        .connection(kafka)
        .group(topics.round())
        .disorder(DISORDER)
        .idleAfter(IDLE)
        .bounded();
  }

  private <T extends SpecificRecord> void toKafka(
      DataStream<T> stream, Topic<T> topic, String name) {
    stream.sinkTo(TelemetrySink.to(topic).connection(kafka).build()).name(name).uid(name);
  }
}
