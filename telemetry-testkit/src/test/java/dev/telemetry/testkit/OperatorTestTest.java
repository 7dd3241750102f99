package dev.telemetry.testkit;

import static dev.telemetry.testkit.AnomalyMatchers.closed;
import static dev.telemetry.testkit.AnomalyMatchers.opened;
import static dev.telemetry.testkit.EpisodesFunction.REJECTED;
import static dev.telemetry.testkit.Sensors.at;
import static dev.telemetry.testkit.Sensors.sensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telemetry.model.Anomaly;
import dev.telemetry.model.EpisodePhase;
import dev.telemetry.model.SensorReading;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.Collector;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.Test;

class OperatorTestTest {
  @Test
  void readsAsASentence() {
    episodes()
        .reads(sensor("pump-1").at(0).value(89))
        .reads(sensor("pump-1").at(1).value(91))
        .snapshotAndRestore()
        .reads(sensor("pump-1").at(2).value(80))
        .emits(opened("pump-1", at(1)), closed("pump-1", at(2)))
        .leavesNoTimers()
        .leavesNoState();
  }

  @Test
  void findsTheTypeOfALambdasKey() {
    OperatorTest.of(new EpisodesFunction())
        .keyedBy(reading -> reading.getSensorId())
        .reads(sensor("pump-1").value(91))
        .emits(opened("pump-1", at(0)));
  }

  @Test
  void keepsKeysApart() {
    episodes()
        .reads(sensor("pump-1").at(1).value(91), sensor("pump-2").at(2).value(92))
        .emits(opened("pump-1", at(1)), opened("pump-2", at(2)));
  }

  @Test
  void movesEventTimeOnlyWhenTold() {
    episodes()
        .reads(sensor("pump-1").reads(91, 92, 93).from(at(1000)))
        .emits(opened("pump-1", at(1000)))
        .watermark(at(1059))
        .emitsNothing()
        .watermark(1060)
        .emits(closed("pump-1", at(1060)))
        .leavesNoTimers();
  }

  @Test
  void firesRestoredTimers() {
    episodes()
        .reads(sensor("pump-1").at(0).value(91))
        .snapshotAndRestore()
        .endOfInput()
        .emits(opened("pump-1", at(0)), closed("pump-1", at(60)))
        .leavesNoTimers();
  }

  @Test
  void restoresIntoAFreshCopyOfTheFunction() {
    episodes()
        .reads(sensor("pump-1").value(Double.NaN), sensor("pump-1").value(Double.NaN))
        .snapshotAndRestore()
        .reads(sensor("pump-1").value(Double.NaN))
        .emitsNothing()
        .emitsOn(
            REJECTED, "reading 1 of this copy", "reading 2 of this copy", "reading 1 of this copy")
        .emitsNothingOn(REJECTED);
  }

  @Test
  void checksSideOutputsByCondition() {
    Condition<String> anything = new Condition<>(text -> !text.isEmpty(), "anything");

    episodes().reads(sensor("pump-1").value(Double.NaN)).emitsOn(REJECTED, anything);
  }

  @Test
  void handsOutAllOutputs() {
    OperatorTest<SensorReading, Anomaly> test =
        episodes()
            .reads(sensor("pump-1").at(1).value(91), sensor("pump-1").at(2).value(Double.NaN))
            .emits(opened("pump-1", at(1)));

    assertThat(test.outputs())
        .containsExactly(EpisodesFunction.edge(EpisodePhase.OPENED, "pump-1", 1000));
    assertThat(test.sideOutputs(REJECTED)).containsExactly("reading 2 of this copy");
  }

  @Test
  void sumsCountersOverRestores() {
    OperatorTest<SensorReading, Anomaly> test =
        episodes()
            .reads(sensor("pump-1").value(91))
            .snapshotAndRestore()
            .reads(sensor("pump-2").value(91));

    assertThat(test.counter("opened")).isEqualTo(2);
    assertThatThrownBy(() -> test.counter("closed"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("closed")
        .hasMessageContaining("opened");
  }

  @Test
  void showsExpectedAndActual() {
    var test = episodes().reads(sensor("pump-1").at(1).value(91));

    assertThatThrownBy(() -> test.emits(closed("pump-1", at(1)), opened("pump-1", at(2))))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            expected on main output
              1. closed pump-1 at 1970-01-01T00:00:01Z
              2. opened pump-1 at 1970-01-01T00:00:02Z
            but was
              1. opened pump-1 at 1970-01-01T00:00:01Z (91 Cel is above 90 Cel)   <- differs""");
  }

  @Test
  void complainsOfWhatIsTooMuch() {
    var test = episodes().reads(sensor("pump-1").at(1).value(91));

    assertThatThrownBy(test::emitsNothing)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("nothing\nbut was\n  1. opened")
        .hasMessageContaining("<- not expected");
  }

  @Test
  void complainsOfTimersAndStateThatAreLeft() {
    var test = episodes().reads(sensor("pump-1").value(91), sensor("pump-2").value(91));

    assertThatThrownBy(test::leavesNoTimers)
        .isInstanceOf(AssertionError.class)
        .hasMessage("expected no timers to be left, but 2 are");
    assertThatThrownBy(test::leavesNoState)
        .isInstanceOf(AssertionError.class)
        .hasMessage("expected no entries of keyed state to be left, but 2 are");
  }

  @Test
  void worksOnRocksDb() {
    try (var test =
        OperatorTest.of(new EpisodesFunction())
            .on(new EmbeddedRocksDBStateBackend())
            .keyedBy(SensorReading::getSensorId)) {
      test.reads(sensor("pump-1").at(1).value(91))
          .snapshotAndRestore()
          .reads(sensor("pump-1").at(2).value(80))
          .emits(opened("pump-1", at(1)), closed("pump-1", at(2)))
          .leavesNoTimers();
    }
  }

  @Test
  void refusesStateThatNeedsKryo() {
    var test =
        OperatorTest.of(new EpisodesFunction.Kryo())
            .keyedBy(SensorReading::getSensorId, Types.STRING);

    assertThatThrownBy(() -> test.reads(sensor("pump-1").value(1)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("Generic types have been disabled");
  }

  @Test
  void runsAFunctionWithoutKeys() {
    OperatorTest.of(new Halves())
        .timestampedBy(number -> number * 1000L)
        .reads(2, 4)
        .reads(List.of(6))
        .emits("1 at 2000", "2 at 4000", "3 at 6000")
        .leavesNoTimers();
  }

  @Test
  void throwsWhatTheFunctionThrows() {
    var test = OperatorTest.of(new Halves()).timestampedBy(number -> 0);

    assertThatThrownBy(() -> test.reads(3))
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseInstanceOf(IOException.class)
        .hasRootCauseMessage("odd");
  }

  @Test
  void takesNotANumberForEqualToItself() {
    OperatorTest.of(new Echo())
        .unkeyed()
        .reads(sensor("pump-1").at(1).value(Double.NaN))
        .emits(sensor("pump-1").at(1).value(Double.NaN));
  }

  @Test
  void remembersWhatWasEmittedAndNotWhatBecameOfIt() {
    SensorReading reading = sensor("pump-1").value(1);
    var test = OperatorTest.of(new Echo()).unkeyed().reads(reading);

    reading.setValue(2);

    test.emits(sensor("pump-1").value(1));
  }

  @Test
  void asksForTimestampsThatItCannotKnow() {
    assertThatThrownBy(() -> OperatorTest.of(new Halves()).reads(2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("timestampedBy");
    assertThatThrownBy(() -> episodes().emitsNothing().leavesNoTimers().timestampedBy(reading -> 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void runsAnyOperator() {
    OperatorTest.of(new Count())
        .unkeyed()
        .timestampedBy(text -> 0)
        .reads("a", "b")
        .emitsNothing()
        .endOfInput()
        .emits(2);
  }

  @Test
  void firesProcessingTimeTimers() {
    OperatorTest.of(new SilenceFunction())
        .keyedBy(text -> text)
        .timestampedBy(text -> 0)
        .processingTime(at(100))
        .reads("pump-1")
        .processingTime(at(109))
        .emitsNothing()
        .snapshotAndRestore()
        .processingTime(at(110))
        .emits("pump-1 is silent at 110000")
        .leavesNoTimers();
  }

  private static OperatorTest<SensorReading, Anomaly> episodes() {
    return OperatorTest.of(new EpisodesFunction()).keyedBy(SensorReading::getSensorId);
  }

  private static final class Halves extends ProcessFunction<Integer, String> {
    @Override
    public void processElement(Integer number, Context context, Collector<String> out)
        throws IOException {
      if (number % 2 != 0) {
        throw new IOException("odd");
      }
      out.collect(number / 2 + " at " + context.timestamp());
    }
  }

  private static final class Echo extends AbstractStreamOperator<SensorReading>
      implements OneInputStreamOperator<SensorReading, SensorReading> {
    @Override
    public void processElement(StreamRecord<SensorReading> record) {
      output.collect(record);
    }
  }

  private static final class Count extends AbstractStreamOperator<Integer>
      implements OneInputStreamOperator<String, Integer>, BoundedOneInput {
    private int count;

    @Override
    public void processElement(StreamRecord<String> record) {
      count++;
    }

    @Override
    public void endInput() {
      output.collect(new StreamRecord<>(count));
    }
  }
}
