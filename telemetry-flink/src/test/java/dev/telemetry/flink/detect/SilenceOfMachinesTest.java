package dev.telemetry.flink.detect;

import static dev.telemetry.testkit.AnomalyMatchers.closed;
import static dev.telemetry.testkit.AnomalyMatchers.opened;
import static dev.telemetry.testkit.Sensors.at;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.flink.window.PlantPath;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.Severity;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The second stage; minute 5 of the clock is the first at which a sensor can be silent. */
@SuppressWarnings("try") // Flink's close() may be interrupted
class SilenceOfMachinesTest {
  private static final SilenceRule RULE =
      SilenceRule.longerThan(ofMinutes(5), ofMinutes(50)).withSeverity(Severity.CRITICAL);
  private static final SilenceEdges EDGES = new SilenceEdges(RULE, "silence");
  private static final String PRESS = "plant-1/press-7";

  private KeyedTwoInputStreamOperatorTestHarness<String, Anomaly, String, Anomaly> harness;
  private final List<Anomaly> sensors = new ArrayList<>();
  private final List<Anomaly> machines = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    open(null, 0);
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
  }

  private void open(OperatorSubtaskState state, long clockSeconds) throws Exception {
    var operator =
        new MachineSilenceOperator(new MachineSilenceFunction(RULE, "silence", 0.5, 30_000));
    harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            operator, edge -> PlantPath.parentOf(edge.getKey()), PlantPath::parentOf, Types.STRING);
    harness.setup(
        RecordTypeInfo.ofRecord(Anomaly.class).createSerializer(new SerializerConfigImpl()));
    harness.setProcessingTime(clockSeconds * 1_000);
    harness.initializeState(state);
    harness.open();
    harness.setProcessingTime(clockSeconds * 1_000);
  }

  private void clock(long seconds) throws Exception {
    harness.setProcessingTime(seconds * 1_000);
    collect();
  }

  private void collect() {
    sensors.addAll(harness.extractOutputValues());
    harness.getOutput().clear();
    var side = harness.getSideOutput(MachineSilenceFunction.MACHINES);
    if (side != null) {
      side.forEach(next -> machines.add(next.getValue()));
      side.clear();
    }
  }

  private void hear(int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      harness.processElement2(new StreamRecord<>(PRESS + "/s" + i));
    }
  }

  private static SilenceState last(long seconds) {
    SilenceState state = SilenceState.since(0);
    state.hear(0, seconds * 1_000, 1, "Cel");
    return state;
  }

  /** Sensor i was last heard at second i. */
  private void silent(int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      harness.processElement1(new StreamRecord<>(EDGES.opened(PRESS + "/s" + i, last(i), 300_000)));
    }
  }

  private void back(int from, int to, long seconds) throws Exception {
    for (int i = from; i < to; i++) {
      harness.processElement1(
          new StreamRecord<>(EDGES.closed(PRESS + "/s" + i, last(i), seconds * 1_000, 1, "Cel")));
    }
    collect();
  }

  @Test
  void givesOneAnomalyForAThousandSensorsOfOneMachine() throws Exception {
    hear(0, 1_000);
    for (int i = 0; i < 1_000; i++) {
      clock(300 + i / 50);
      silent(i, i + 1);
    }
    clock(330);
    clock(3_000);
    back(0, 1_000, 4_000);
    clock(5_000);

    assertThat(sensors).isEmpty();
    assertThat(machines).hasSize(2);
    assertThat(machines.get(0)).is(opened(PRESS, at(999)));
    assertThat(machines.get(1)).is(closed(PRESS, at(4_000)));
    assertThat(machines)
        .extracting(Anomaly::getExplanation)
        .containsExactly(
            "1000 of 1000 sensors are silent, the last reading was that of plant-1/press-7/s999"
                + " at 1970-01-01T00:16:39Z",
            "back after 50 min, 250 of 1000 sensors are still silent");
    assertThat(machines.get(0).getEpisode())
        .isEqualTo("silence|plant-1/press-7|silence.v1|1970-01-01T00:16:39Z");
    assertThat(machines.get(0).getSeverity()).isEqualTo(Severity.CRITICAL);
    // the names and the counts: nothing is withheld any more
    assertThat(harness.numKeyedStateEntries()).isEqualTo(2);
  }

  @Test
  void passesTheSilenceOfOneSensorAfterTheDelay() throws Exception {
    hear(0, 10);
    clock(300);
    silent(3, 4);
    clock(329);
    assertThat(sensors).isEmpty();
    clock(330);
    assertThat(sensors).hasSize(1).first().is(opened(PRESS + "/s3", at(3)));
    back(3, 4, 400);
    assertThat(sensors).hasSize(2).last().is(closed(PRESS + "/s3", at(400)));
    assertThat(machines).isEmpty();
  }

  @Test
  void tellsNothingOfASensorThatIsBackBeforeTheDelayIsOver() throws Exception {
    hear(0, 10);
    clock(300);
    silent(3, 4);
    clock(310);
    back(3, 4, 310);
    clock(400);
    assertThat(sensors).isEmpty();
  }

  @Test
  void passesTheSilenceOfTheOnlySensorOfAMachine() throws Exception {
    hear(0, 1);
    clock(300);
    silent(0, 1);
    clock(330);
    assertThat(sensors).hasSize(1);
    assertThat(machines).isEmpty();
  }

  @Test
  void tellsThoseThatStaySilentWhenTheirMachineIsBack() throws Exception {
    hear(0, 10);
    clock(300);
    silent(0, 10);
    clock(330);
    assertThat(machines).hasSize(1);
    back(0, 8, 1_000);
    assertThat(machines).hasSize(2);
    clock(359);
    assertThat(sensors).isEmpty();
    clock(360);
    assertThat(sensors)
        .extracting(Anomaly::getKey)
        .containsExactlyInAnyOrder(PRESS + "/s8", PRESS + "/s9");
  }

  @Test
  void doesNotCountSensorsWhoseSilenceWasToldBefore() throws Exception {
    hear(0, 10);
    for (int i = 0; i < 8; i++) {
      clock(300 + 60 * i);
      silent(i, i + 1);
    }
    clock(1_000);
    assertThat(sensors).hasSize(8);
    silent(8, 9);
    clock(1_030);
    assertThat(machines).isEmpty();
  }

  @Test
  void waitsAfterARestoreUntilOthersCouldBeSilentToo() throws Exception {
    hear(0, 10);
    clock(300);
    silent(0, 4);
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();
    open(state, 1_000);
    clock(1_300);
    assertThat(sensors).isEmpty();
    silent(4, 10);
    clock(1_330);
    assertThat(sensors).isEmpty();
    assertThat(machines).hasSize(1).first().is(opened(PRESS, at(9)));
    back(0, 10, 2_000);
    assertThat(machines).hasSize(2);
  }

  @Test
  void leavesNothingOfAMachineThatIsForgotten() throws Exception {
    hear(0, 10);
    clock(300);
    silent(0, 10);
    clock(330);
    for (int i = 0; i < 10; i++) {
      harness.processElement1(
          new StreamRecord<>(EDGES.forgotten(PRESS + "/s" + i, last(i), 3_000_000)));
    }
    clock(10_000);
    assertThat(sensors).isEmpty();
    assertThat(machines).hasSize(2);
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numProcessingTimeTimers()).isZero();
  }
}
