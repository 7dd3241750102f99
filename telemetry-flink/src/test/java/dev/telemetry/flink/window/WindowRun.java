package dev.telemetry.flink.window;

import dev.telemetry.flink.type.Measure;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.testkit.OperatorTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.util.OutputTag;
import org.assertj.core.api.Condition;
import org.jspecify.annotations.Nullable;

/** Both operators of windowed statistics, before and behind the shuffle, in Flink's harness. */
final class WindowRun {
  static final RecordTypeInfo<SensorReading> READINGS =
      RecordTypeInfo.ofRecord(SensorReading.class);
  static final OutputTag<SensorReading> LATE = new OutputTag<>("late", READINGS);

  private final OperatorTest<SensorReading, Bundle<String, SensorReading>> before;
  private final OperatorTest<Bundle<String, SensorReading>, WindowStatistics> behind;
  private final Windows windows;
  private int passed;

  private WindowRun(Windows windows, @Nullable StateBackend backend, long budgetBytes) {
    this.windows = windows;
    before = OperatorTest.of(new HandingOver(windows)).unkeyed();
    var builder =
        OperatorTest.of(
            new WindowOperator<String, SensorReading>(
                windows, "statistics", LATE, null, budgetBytes));
    behind =
        (backend == null ? builder : builder.on(backend))
            .keyedBy(Bundle::key, Types.STRING)
            .timestampedBy(bundle -> bundle.readings.earliest());
  }

  /** The harness keeps what goes on, which the operator uses again. */
  static final class HandingOver extends BundleOperator<String, SensorReading> {
    private static final long serialVersionUID = 1;

    HandingOver(Windows windows) {
      super(SensorReading::getSensorId, Measure.OF_READING, windows);
    }

    @Override
    void send(Bundle<String, SensorReading> bundle, long timeMillis) {
      super.send(bundle.copy(), timeMillis);
    }
  }

  static Window tumbling(long seconds) {
    return sliding(seconds, seconds);
  }

  static Window sliding(long seconds, long slideSeconds) {
    return Window.of(Duration.ofSeconds(seconds), Duration.ofSeconds(slideSeconds));
  }

  static WindowRun of(Window... kinds) {
    return lateWithin(0, kinds);
  }

  static WindowRun lateWithin(long seconds, Window... kinds) {
    return over(new Windows(List.of(kinds), Duration.ofSeconds(seconds).toMillis()));
  }

  static WindowRun over(Windows windows) {
    return new WindowRun(windows, null, WrittenStore.BUDGET_BYTES);
  }

  static WindowRun over(Windows windows, StateBackend backend) {
    return over(windows, backend, WrittenStore.BUDGET_BYTES);
  }

  /** With so little heap for what the backend holds as bytes. */
  static WindowRun over(Windows windows, StateBackend backend, long budgetBytes) {
    return new WindowRun(windows, backend, budgetBytes);
  }

  WindowRun reads(SensorReading... readings) {
    before.reads(readings);
    return handOver();
  }

  private WindowRun handOver() {
    List<Bundle<String, SensorReading>> all = before.outputs();
    behind.reads(all.subList(passed, all.size()));
    passed = all.size();
    return this;
  }

  WindowRun watermark(long seconds) {
    return watermark(Instant.ofEpochSecond(seconds));
  }

  WindowRun watermark(Instant time) {
    before.watermark(time);
    handOver();
    behind.watermark(Instant.ofEpochMilli(BundleOperator.goesOnAs(time.toEpochMilli(), windows)));
    return this;
  }

  WindowRun endOfInput() {
    before.endOfInput();
    handOver();
    behind.endOfInput();
    return this;
  }

  WindowRun snapshotAndRestore() {
    before.snapshotAndRestore();
    handOver();
    behind.snapshotAndRestore();
    return this;
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  final WindowRun emits(Condition<? super WindowStatistics>... expected) {
    behind.emits(expected);
    return this;
  }

  WindowRun emitsNothing() {
    behind.emitsNothing();
    return this;
  }

  WindowRun emitsOn(OutputTag<SensorReading> tag, SensorReading... expected) {
    behind.emitsOn(tag, expected);
    return this;
  }

  WindowRun emitsNothingOn(OutputTag<?> tag) {
    behind.emitsNothingOn(tag);
    return this;
  }

  WindowRun leavesNoTimers() {
    behind.leavesNoTimers();
    return this;
  }

  WindowRun leavesNoState() {
    behind.leavesNoState();
    return this;
  }

  List<WindowStatistics> outputs() {
    return behind.outputs();
  }

  List<SensorReading> sideOutputs(OutputTag<SensorReading> tag) {
    return behind.sideOutputs(tag);
  }

  long counter(String name) {
    return behind.counter(name);
  }

  void close() {
    before.close();
    behind.close();
  }
}
