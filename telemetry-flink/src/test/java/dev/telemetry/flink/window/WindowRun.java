package dev.telemetry.flink.window;

import dev.telemetry.flink.type.Measure;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.testkit.OperatorTest;
import java.time.Duration;
import java.util.List;
import org.apache.flink.util.OutputTag;

/** The window function on readings keyed by sensor, in Flink's harness. */
final class WindowRun {
  static final RecordTypeInfo<SensorReading> READINGS =
      RecordTypeInfo.ofRecord(SensorReading.class);
  static final OutputTag<SensorReading> LATE = new OutputTag<>("late", READINGS);

  private WindowRun() {}

  static Window tumbling(long seconds) {
    return sliding(seconds, seconds);
  }

  static Window sliding(long seconds, long slideSeconds) {
    return Window.of(Duration.ofSeconds(seconds), Duration.ofSeconds(slideSeconds));
  }

  static OperatorTest<SensorReading, WindowStatistics> of(Window... kinds) {
    return lateWithin(0, kinds);
  }

  static OperatorTest<SensorReading, WindowStatistics> lateWithin(long seconds, Window... kinds) {
    return over(new Windows(List.of(kinds), Duration.ofSeconds(seconds).toMillis()));
  }

  static OperatorTest<SensorReading, WindowStatistics> over(Windows windows) {
    return OperatorTest.of(
            new WindowFunction<String, SensorReading>(
                READINGS, Measure.OF_READING, windows, "statistics", LATE))
        .keyedBy(SensorReading::getSensorId);
  }
}
