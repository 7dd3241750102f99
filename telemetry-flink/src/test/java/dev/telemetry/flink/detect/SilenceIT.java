package dev.telemetry.flink.detect;

import static dev.telemetry.testkit.Sensors.sensor;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telemetry.flink.Collected;
import dev.telemetry.flink.TestJob;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.flink.window.PlantPath;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.SensorReading;
import java.nio.file.Path;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In a job: one machine speaks all the time, one fell silent, one sensor never spoke. */
@Timeout(120)
class SilenceIT {
  @TempDir Path folder;

  @Test
  void tellsTheSilenceOfAMachineOnceAndThatOfASensorForItself() throws Exception {
    StreamExecutionEnvironment env = TestJob.in(folder).environment(2);
    Collected<Anomaly> sensors = new Collected<>();
    Collected<Anomaly> machines = new Collected<>();
    SilenceStreams silence =
        Silence.longerThan(ofSeconds(4))
            .expecting("plant-1/press-7/s99")
            .oncePer(PlantPath::parentOf)
            .within(ofSeconds(2))
            .attach(readings(env).keyBy(SensorReading::getSensorId), "silence");
    silence.sensors().sinkTo(sensors).uid("sensors");
    silence.machines().sinkTo(machines).uid("machines");
    JobClient job = env.executeAsync();
    try {
      await()
          .atMost(ofSeconds(90))
          .pollInterval(ofMillis(200))
          .until(() -> !sensors.records().isEmpty() && !machines.records().isEmpty());
    } finally {
      job.cancel().get();
    }
    assertThat(sensors.records())
        .extracting(Anomaly::getKey)
        .containsExactly("plant-1/press-7/s99");
    assertThat(machines.records()).extracting(Anomaly::getKey).containsExactly("plant-1/press-8");
  }

  /** 50 readings each of ten sensors of press-8 at first, then of press-7 only. */
  private static DataStream<SensorReading> readings(StreamExecutionEnvironment env) {
    var source =
        new DataGeneratorSource<>(
            SilenceIT::reading,
            Long.MAX_VALUE,
            RateLimiterStrategy.perSecond(500),
            RecordTypeInfo.ofRecord(SensorReading.class));
    return env.fromSource(
            source,
            WatermarkStrategy.<SensorReading>forMonotonousTimestamps()
                .withTimestampAssigner((reading, none) -> reading.getEventTime().toEpochMilli()),
            "readings")
        .setParallelism(1)
        .uid("readings");
  }

  private static SensorReading reading(long index) {
    String press = index < 1_000 && index % 2 == 0 ? "press-8" : "press-7";
    return sensor("plant-1/" + press + "/s" + index / 2 % 10).at(index / 50).value(20);
  }
}
