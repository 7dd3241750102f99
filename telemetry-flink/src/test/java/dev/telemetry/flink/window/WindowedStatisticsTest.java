package dev.telemetry.flink.window;

import static dev.telemetry.testkit.Sensors.sensor;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.SensorReading;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

class WindowedStatisticsTest {
  private final StreamExecutionEnvironment env =
      StreamExecutionEnvironment.createLocalEnvironment();
  private final KeyedStream<SensorReading, String> bySensor =
      env.fromData(RecordTypeInfo.ofRecord(SensorReading.class), sensor("pump-1").value(1))
          .keyBy(SensorReading::getSensorId);

  @Test
  void refusesWindowsWhoseResultsCouldNotBeToldApart() {
    var tumbling = WindowedStatistics.of(bySensor).tumbling(ofSeconds(10));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> tumbling.sliding(ofSeconds(10), ofSeconds(5)))
        .withMessageContaining("PT10S")
        .withMessageContaining("PT5S");
  }

  @Test
  void refusesWindowsThatDoNotFitTheirSlide() {
    var statistics = WindowedStatistics.of(bySensor);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> statistics.sliding(ofSeconds(10), ofSeconds(3)))
        .withMessageContaining("multiple of the slide");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> statistics.tumbling(ofNanos(1)))
        .withMessageContaining("milliseconds");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> statistics.lateWithin(ofMillis(-1)))
        .withMessageContaining("lateWithin");
  }

  @Test
  void saysWhatIsMissing() {
    KeyedStream<Long, Long> numbers = env.fromData(1L, 2L).keyBy(number -> number % 2);

    assertThatIllegalStateException()
        .isThrownBy(() -> WindowedStatistics.of(bySensor).attach("statistics"))
        .withMessageContaining("tumbling");
    assertThatIllegalStateException()
        .isThrownBy(
            () -> WindowedStatistics.of(numbers).tumbling(ofSeconds(1)).attach("statistics"))
        .withMessageContaining("over(...)");
  }

  @Test
  void letsNoWatermarkWaitInABuffer() {
    WindowedStatistics.of(bySensor).tumbling(ofSeconds(10)).attach("statistics");
    assertThat(bufferTimeoutOfBundles()).isEqualTo(2);
  }

  @Test
  void keepsAShorterBufferTimeout() {
    env.setBufferTimeout(1);
    WindowedStatistics.of(bySensor).tumbling(ofSeconds(10)).attach("statistics");
    assertThat(bufferTimeoutOfBundles()).isEqualTo(1);
  }

  @Test
  void leavesTheBuffersOfBatchExecution() {
    env.setRuntimeMode(RuntimeExecutionMode.BATCH);
    WindowedStatistics.of(bySensor).tumbling(ofSeconds(10)).attach("statistics");
    assertThat(bufferTimeoutOfBundles()).isNegative();
  }

  private long bufferTimeoutOfBundles() {
    return env.getStreamGraph().getStreamNodes().stream()
        .filter(node -> node.getOperatorName().equals("statistics-bundles"))
        .mapToLong(StreamNode::getBufferTimeout)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void saysHowToAskForRollups() {
    var statistics = WindowedStatistics.of(bySensor).tumbling(ofSeconds(10));

    assertThatIllegalStateException()
        .isThrownBy(() -> statistics.attach("statistics").rollups())
        .withMessageContaining("rollUp");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> statistics.rollUp(PlantPath::parentOf, 0))
        .withMessageContaining("levels");
  }
}
