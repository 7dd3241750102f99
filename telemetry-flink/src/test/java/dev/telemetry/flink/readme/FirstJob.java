package dev.telemetry.flink.readme;

import static java.time.Duration.ofSeconds;

import dev.telemetry.detect.Threshold;
import dev.telemetry.flink.TelemetryEnvironment;
import dev.telemetry.flink.detect.DetectAnomalies;
import dev.telemetry.flink.quality.Gate;
import dev.telemetry.flink.sink.TelemetrySink;
import dev.telemetry.flink.source.TelemetrySource;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topics;

public class FirstJob {
  public static void main(String... args) throws Exception {
    var kafka = KafkaConnection.fromArgs(args);
    var env = TelemetryEnvironment.create();

    var in = TelemetrySource.from(Topics.READINGS).connection(kafka).group("first-job");
    var readings = in.disorder(ofSeconds(5)).idleAfter(ofSeconds(10)).attach(env, "readings");
    var gated = Gate.finite().range("temperature", -40, 250).attach(readings.readings(), "gate");

    var overheating = Threshold.above(90).clearBelow(85).forAtLeast(ofSeconds(30));
    var anomalies =
        gated
            .accepted()
            .keyBy(SensorReading::getSensorId)
            .process(DetectAnomalies.with(overheating).build())
            .uid("anomalies");

    var out = TelemetrySink.to(Topics.ANOMALIES).connection(kafka).build();
    anomalies.sinkTo(out).uid("anomalies-out");
    env.execute("first-job");
  }
}
