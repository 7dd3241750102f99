package dev.telemetry.examples.factory.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code injected()} says is what was handed out, kind by kind. */
class InjectionTest {
  private static final Instant START = Instant.parse("2026-03-02T06:00:00Z");
  private static PlantSimulator plant;
  private static List<Emission> emissions;
  private static List<SensorReading> readings;

  @BeforeAll
  static void runsForTenMinutes() {
    plant = PlantSimulator.of(11, START);
    emissions = plant.until(START.plus(Duration.ofMinutes(10)));
    readings = PlantSimulatorTest.readings(emissions);
  }

  @Test
  void everyKindOccurs() {
    assertThat(plant.injected())
        .containsOnlyKeys(Injection.values())
        .allSatisfy((kind, count) -> assertThat(count).as(kind.name()).isBetween(6L, 200L));
    assertThat(plant.emitted()).isEqualTo(emissions.size());
  }

  @Test
  void brokenBytesAreCounted() {
    long broken = emissions.stream().filter(Emission.Broken.class::isInstance).count();

    assertThat(broken).isEqualTo(total(Injection::isBroken));
    assertThat(emissions)
        .filteredOn(Emission.Broken.class::isInstance)
        .allSatisfy(e -> assertThat(((Emission.Broken) e).bytes().length).isBetween(1, 100));
  }

  @Test
  void rejectableReadingsAreCounted() {
    Map<String, Metric> metrics = new HashMap<>();
    plant.sensors().forEach(s -> metrics.put(s.id(), s.metric()));
    Set<String> seen = new HashSet<>();
    long rejectable =
        readings.stream()
            .filter(r -> breaksContract(r, metrics.get(r.getSensorId())) | !seen.add(key(r)))
            .count();

    assertThat(rejectable).isEqualTo(total(Injection::isRejected));
  }

  @Test
  void eachDefectIsWhatItsNameSays() {
    assertThat(readings)
        .filteredOn(r -> Double.isNaN(r.getValue()))
        .hasSize(count(Injection.NOT_A_NUMBER));
    assertThat(readings)
        .filteredOn(r -> r.getQuality() == Quality.BAD)
        .hasSize(count(Injection.BAD_QUALITY));
    assertThat(readings)
        .filteredOn(r -> List.of("K", "[in_i]/s", "kPa", "{dozen}").contains(r.getUnit()))
        .hasSize(count(Injection.WRONG_UNIT));
    assertThat(readings)
        .filteredOn(r -> r.getEventTime().isAfter(plant.now().plusSeconds(3600)))
        .hasSize(count(Injection.CLOCK_AHEAD));
  }

  @Test
  void disorderedAndLateReadingsAreBehindTheirTime() {
    PlantSimulator again = PlantSimulator.of(11, START);
    int disordered = 0;
    int late = 0;
    while (again.now().isBefore(plant.now())) {
      Instant now = again.now();
      for (SensorReading reading : PlantSimulatorTest.readings(again.advance())) {
        long behind = Duration.between(reading.getEventTime(), now).toSeconds();
        disordered += behind >= 1 && behind <= 4 ? 1 : 0;
        late += behind >= 119 && behind <= 180 ? 1 : 0;
        assertThat(behind).matches(b -> b <= 4 || b >= 119, "on time, disordered, or late");
      }
    }

    assertThat(disordered).isEqualTo(count(Injection.DISORDER));
    assertThat(late).isEqualTo(count(Injection.LATE));
  }

  private static boolean breaksContract(SensorReading r, Metric metric) {
    return !(r.getValue() >= metric.low() && r.getValue() <= metric.high())
        || !r.getUnit().equals(metric.unit())
        || r.getQuality() == Quality.BAD
        || r.getEventTime().isAfter(plant.now().plusSeconds(60));
  }

  private static String key(SensorReading reading) {
    return reading.getSensorId() + "#" + reading.getSequence();
  }

  private static int count(Injection kind) {
    return plant.injected().get(kind).intValue();
  }

  private static long total(java.util.function.Predicate<Injection> kinds) {
    return plant.injected().entrySet().stream()
        .filter(e -> kinds.test(e.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
