package dev.telemetry.examples.factory.truth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.detect.DetectorCatalog;
import dev.telemetry.detect.Detectors;
import dev.telemetry.detect.RuleScope;
import dev.telemetry.examples.factory.Tuning;
import dev.telemetry.examples.factory.simulator.Metric;
import dev.telemetry.examples.factory.simulator.Sensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * The rules that the demo ships against the plant's ground truth: half a day of the plant by
 * default, {@code -Dplant.days=30 -Dplant.seed=2} for a month of another plant.
 */
class GroundTruthTest {
  private static final String RULES = "shipped rules";
  private static final String AUTOMATIC = "automatic alone";
  private static final double DAYS = Double.parseDouble(System.getProperty("plant.days", "0.5"));
  private static final long SEED = Long.getLong("plant.seed", 1);

  @Test
  void shippedRulesFindTheFaultsAndKeepQuietOtherwise() {
    Map<String, Function<Sensor, List<Watch>>> setups = new LinkedHashMap<>();
    setups.put(RULES, GroundTruthTest::shipped);
    setups.put(AUTOMATIC, GroundTruthTest::automatic);
    WatchedPlant plant = new WatchedPlant(SEED, setups);

    plant.runFor(Duration.ofSeconds((long) (DAYS * 86_400)));

    setups.keySet().forEach(setup -> System.out.print(plant.findings(setup).told(setup)));
    Findings shipped = plant.findings(RULES);
    assertThat(shipped.share()).isGreaterThanOrEqualTo(0.99);
    assertThat(shipped.falseAlarmsPerSensorAndMonth()).isLessThanOrEqualTo(0.1);
  }

  /** A counter is at a new value all the time; nobody would watch it so. */
  private static List<Watch> automatic(Sensor sensor) {
    return sensor.metric() == Metric.PRODUCTION_COUNT
        ? List.of()
        : List.of(Watch.by(Detectors.automatic()));
  }

  /** None of the shipped rules stands in for another: each has a slot of its own. */
  private static List<Watch> shipped(Sensor sensor) {
    Tuning tuning = Tuning.live();
    List<Watch> watches = new ArrayList<>();
    tuning.rules().stream()
        .filter(rule -> RuleScope.of(rule).matches(sensor.id(), sensor.metric().id()))
        .map(rule -> Watch.by(DetectorCatalog.standard().detectorOf(rule)))
        .forEach(watches::add);
    watches.add(Watch.silence(tuning.silence()));
    return watches;
  }
}
