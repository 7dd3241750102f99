package dev.telemetry.flink.window;

import dev.telemetry.flink.type.Measure.TextOf;
import dev.telemetry.flink.window.OverallEffectiveness.IdealCycle;
import dev.telemetry.flink.window.OverallEffectiveness.PlannedTime;
import dev.telemetry.model.WindowStatistics;
import java.io.Serializable;
import java.util.List;
import org.apache.flink.api.java.tuple.Tuple2;
import org.jspecify.annotations.Nullable;

/** What the user said about the machines. An empty name was not said yet. */
record EffectivenessRules(
    String running,
    String good,
    String bad,
    @Nullable IdealCycle idealCycle,
    PlannedTime planned,
    TextOf<WindowStatistics> machine,
    TextOf<WindowStatistics> sensor,
    long lateMillis)
    implements Serializable {

  EffectivenessRules withRunning(String name) {
    return new EffectivenessRules(
        name, good, bad, idealCycle, planned, machine, sensor, lateMillis);
  }

  EffectivenessRules withGood(String name) {
    return new EffectivenessRules(
        running, name, bad, idealCycle, planned, machine, sensor, lateMillis);
  }

  EffectivenessRules withBad(String name) {
    return new EffectivenessRules(
        running, good, name, idealCycle, planned, machine, sensor, lateMillis);
  }

  EffectivenessRules withIdealCycle(IdealCycle times) {
    return new EffectivenessRules(running, good, bad, times, planned, machine, sensor, lateMillis);
  }

  EffectivenessRules withPlanned(PlannedTime times) {
    return new EffectivenessRules(
        running, good, bad, idealCycle, times, machine, sensor, lateMillis);
  }

  EffectivenessRules withNames(
      TextOf<WindowStatistics> newMachine, TextOf<WindowStatistics> newSensor) {
    return new EffectivenessRules(
        running, good, bad, idealCycle, planned, newMachine, newSensor, lateMillis);
  }

  EffectivenessRules withLateMillis(long millis) {
    return new EffectivenessRules(running, good, bad, idealCycle, planned, machine, sensor, millis);
  }

  /** In the order of {@link MachineWindow}'s parts. */
  List<String> sensors() {
    return List.of(running, good, bad);
  }

  int partOf(WindowStatistics result) {
    return sensors().indexOf(sensor.apply(result));
  }

  boolean concerns(WindowStatistics result) {
    return partOf(result) >= 0;
  }

  /** Windows of one length and one end are one window. */
  Tuple2<String, Long> keyOf(WindowStatistics result) {
    long start = result.getWindowStart().toEpochMilli();
    return Tuple2.of(machine.apply(result), result.getWindowEnd().toEpochMilli() - start);
  }
}
