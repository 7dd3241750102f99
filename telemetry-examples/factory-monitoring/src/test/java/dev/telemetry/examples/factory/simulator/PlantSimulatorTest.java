package dev.telemetry.examples.factory.simulator;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.model.SensorReading;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlantSimulatorTest {
  private static final Instant START = Instant.parse("2026-03-02T06:00:00Z");

  @Test
  void hasFortySensorsWithPathsInThePlant() {
    List<Sensor> sensors = PlantSimulator.of(1, START).sensors();

    assertThat(sensors).hasSize(40).extracting(Sensor::id).doesNotHaveDuplicates();
    assertThat(sensors).extracting(Sensor::id).contains("plant-1/line-2/press-7/temperature");
    assertThat(sensors)
        .allSatisfy(s -> assertThat(s.id()).matches("plant-1/line-\\d/[a-z]+-\\d+/[a-z-]+"));
  }

  @Test
  void sendsOneReadingPerSensorAndSecondWhenQuiet() {
    PlantSimulator plant = PlantSimulator.quiet(1, START);

    List<SensorReading> readings = readings(plant.until(START.plusSeconds(10)));

    assertThat(readings).hasSize(400);
    assertThat(readings)
        .isSortedAccordingTo((a, b) -> a.getEventTime().compareTo(b.getEventTime()));
    assertThat(plant.groundTruth()).isEmpty();
    assertThat(plant.injected()).containsOnlyKeys(Injection.values());
    assertThat(plant.injected().values()).containsOnly(0L);
    assertThat(plant.now()).isEqualTo(START.plusSeconds(10));
  }

  @Test
  void repeatsItselfForTheSameSeedAndStart() {
    Instant end = START.plusSeconds(400);
    PlantSimulator one = PlantSimulator.of(42, START);
    PlantSimulator two = PlantSimulator.of(42, START);

    assertThat(described(one.until(end))).isEqualTo(described(two.until(end)));
    assertThat(one.groundTruth()).isEqualTo(two.groundTruth()).isNotEmpty();
    assertThat(one.injected()).isEqualTo(two.injected());
  }

  @Test
  void differsForAnotherSeed() {
    Instant end = START.plusSeconds(5);

    assertThat(described(PlantSimulator.of(1, START).until(end)))
        .isNotEqualTo(described(PlantSimulator.of(2, START).until(end)));
  }

  @Test
  void staysFarFromThresholdsWhenQuiet() {
    // a day in strides: the daily rhythm has its top and its bottom in it
    for (int hour = 0; hour < 24; hour += 3) {
      Instant start = START.plus(Duration.ofHours(hour));
      for (SensorReading r :
          readings(PlantSimulator.quiet(hour, start).until(start.plusSeconds(120)))) {
        switch (r.getMetric()) {
          case "temperature" -> assertThat(r.getValue()).isBetween(40.0, 80.0);
          case "vibration" -> assertThat(r.getValue()).isBetween(0.5, 4.5);
          case "pressure" -> assertThat(r.getValue()).isBetween(4.0, 7.0);
          default -> assertThat(r.getValue()).isBetween(100_000.0, 300_000.0);
        }
      }
    }
  }

  @Test
  void staysWithinFourAndAHalfSigmasOfTheLastTenMinutesWhenQuiet() {
    Map<String, List<SensorReading>> bySensor =
        readings(PlantSimulator.quiet(7, START).until(START.plus(Duration.ofHours(3)))).stream()
            .collect(groupingBy(SensorReading::getSensorId));

    bySensor.forEach(
        (sensor, readings) ->
            assertThat(RollingZScore.largest(readings, 600, 120)).as(sensor).isLessThan(4.5));
  }

  @Test
  void beginsItsFirstFaultAtOnceAndThenOneEveryTwoMinutes() {
    PlantSimulator plant = PlantSimulator.of(3, START);
    plant.until(START.plus(Duration.ofHours(1)));

    List<Fault> faults = plant.groundTruth();
    assertThat(faults.get(0).from()).isEqualTo(START.plusSeconds(25));
    assertThat(faults).hasSizeBetween(24, 48);
    assertThat(faults).extracting(Fault::kind).contains(FaultKind.values());
  }

  @Test
  void keepsTheValuesNormalOutsideOfFaults() {
    PlantSimulator faulty = PlantSimulator.of(5, START);
    Instant end = START.plus(Duration.ofMinutes(20));
    Map<String, Double> quiet = values(PlantSimulator.quiet(5, START).until(end), Set.of());
    Set<String> inFault = new HashSet<>();
    List<Emission> emissions = faulty.until(end);
    for (SensorReading r : readings(emissions)) {
      if (faulty.groundTruth().stream()
          .anyMatch(f -> f.sensorId().equals(r.getSensorId()) && f.covers(r.getEventTime()))) {
        inFault.add(key(r));
      }
    }

    Map<String, Double> outside = values(emissions, inFault);
    long different =
        outside.entrySet().stream()
            .filter(e -> !e.getValue().equals(quiet.get(e.getKey())))
            .count();
    // only what was spoilt on purpose: NaN, wrong unit, out of range, clock ahead
    assertThat(different).isLessThanOrEqualTo(4 * 20);
    assertThat(outside.size()).isGreaterThan(45_000);
  }

  static List<SensorReading> readings(List<Emission> emissions) {
    return emissions.stream()
        .filter(Emission.Reading.class::isInstance)
        .map(e -> ((Emission.Reading) e).reading())
        .toList();
  }

  private static Map<String, Double> values(List<Emission> emissions, Set<String> except) {
    Map<String, Double> values = new java.util.HashMap<>();
    readings(emissions).stream()
        .filter(r -> !except.contains(key(r)))
        .forEach(r -> values.put(key(r), r.getValue()));
    return values;
  }

  private static String key(SensorReading reading) {
    return reading.getSensorId() + "#" + reading.getSequence();
  }

  private static List<String> described(List<Emission> emissions) {
    return emissions.stream()
        .map(
            e ->
                e instanceof Emission.Broken broken
                    ? broken.key() + Arrays.toString(broken.bytes())
                    : e.toString())
        .toList();
  }
}
