package dev.telemetry.examples.factory.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.model.SensorReading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every fault of the ground truth can be seen in the values. */
class FaultTest {
  private static final Instant START = Instant.parse("2026-03-02T06:00:00Z");
  private static PlantSimulator plant;
  private static List<SensorReading> readings;

  @BeforeAll
  static void runsForAnHour() {
    plant = PlantSimulator.of(11, START);
    readings = PlantSimulatorTest.readings(plant.until(START.plus(Duration.ofHours(1))));
  }

  @Test
  void overheatingStaysAboveNinetyForHalfAMinute() {
    for (Fault fault : of(FaultKind.OVERHEATING)) {
      assertThat(values(fault)).filteredOn(v -> v > 90).hasSizeGreaterThan(35);
      assertThat(values(fault)).allSatisfy(v -> assertThat(v).isLessThan(115));
      assertThat(fault.sensorId()).endsWith("/temperature");
    }
  }

  @Test
  void bearingWearClimbsAboveTheLimitOfIso10816() {
    for (Fault fault : of(FaultKind.BEARING_WEAR)) {
      List<Double> values = values(fault);
      assertThat(values).filteredOn(v -> v > 7.1).hasSizeGreaterThan(30);
      assertThat(values.get(30)).isLessThan(values.get(60)).isLessThan(values.get(110));
    }
  }

  @Test
  void pressureLossFallsBelowTwoBar() {
    for (Fault fault : of(FaultKind.PRESSURE_LOSS)) {
      assertThat(values(fault)).filteredOn(v -> v < 2).hasSizeGreaterThan(30);
    }
  }

  @Test
  void spikesStandOutForThreeReadings() {
    for (Fault fault : of(FaultKind.SPIKE)) {
      double normal = valuesBetween(fault, fault.from().minusSeconds(1), fault.from()).get(0);
      assertThat(values(fault)).hasSize(3).allSatisfy(v -> assertThat(v).isGreaterThan(normal + 3));
    }
  }

  @Test
  void stuckSensorRepeatsItsLastValue() {
    for (Fault fault : of(FaultKind.STUCK)) {
      assertThat(values(fault)).hasSize(90);
      assertThat(values(fault).stream().distinct()).hasSize(1);
    }
  }

  @Test
  void dropoutLeavesAGapInTheSequence() {
    for (Fault fault : of(FaultKind.DROPOUT)) {
      assertThat(values(fault)).isEmpty();
      List<Long> sequences =
          readings.stream()
              .filter(r -> r.getSensorId().equals(fault.sensorId()))
              .map(SensorReading::getSequence)
              .toList();
      long lost = Duration.between(START, fault.from()).toSeconds() + 30;
      assertThat(sequences).doesNotContain(lost).contains(lost + 60);
    }
  }

  private static List<Fault> of(FaultKind kind) {
    List<Fault> faults =
        plant.groundTruth().stream()
            .filter(f -> f.kind() == kind && f.to().isBefore(plant.now()))
            .toList();
    assertThat(faults).as("faults of kind " + kind).isNotEmpty();
    return faults;
  }

  private static List<Double> values(Fault fault) {
    return valuesBetween(fault, fault.from(), fault.to());
  }

  private static List<Double> valuesBetween(Fault fault, Instant from, Instant to) {
    Fault window = new Fault(fault.sensorId(), fault.kind(), from, to);
    return readings.stream()
        .filter(r -> r.getSensorId().equals(fault.sensorId()) && window.covers(r.getEventTime()))
        .map(SensorReading::getValue)
        .toList();
  }
}
