package dev.telemetry.detect;

import static dev.telemetry.detect.Rules.hot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.telemetry.detect.Verdict.Phase;
import dev.telemetry.model.DetectorRule;
import dev.telemetry.model.Severity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DetectorCatalogTest {
  private static final DetectorCatalog CATALOG = DetectorCatalog.standard();

  private static <S> List<Phase> phases(Detector<S> detector, double... values) {
    S state = detector.newState();
    List<Phase> phases = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      phases.add(detector.observe(state, values[i], 10_000L * i).phase());
    }
    return phases;
  }

  private static void refuses(DetectorRule rule, String... said) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CATALOG.detectorOf(rule))
        .withMessageStartingWith("rule hot: ")
        .satisfies(e -> assertThat(e.getMessage()).contains(said));
  }

  @Test
  void makesAThresholdWithAllItsSteps() {
    Detector<?> detector =
        CATALOG.detectorOf(
            hot("threshold", "above", "90", "clearBelow", " 85 ", "forAtLeast", "PT20S"));
    assertThat(phases(detector, 91, 92, 93, 87, 84))
        .containsExactly(Phase.PENDING, Phase.PENDING, Phase.OPENED, Phase.OPEN, Phase.CLOSED);
  }

  @Test
  void makesAThresholdOnBothSides() {
    Detector<?> detector = CATALOG.detectorOf(hot("threshold", "above", "90", "below", "10"));
    assertThat(phases(detector, 91, 50, 9))
        .containsExactly(Phase.OPENED, Phase.CLOSED, Phase.OPENED);
  }

  @Test
  void makesAZScore() {
    Detector<?> detector =
        CATALOG.detectorOf(
            hot("z-score", "window", "1h", "afterWarmUp", "3", "beyond", "5", "sigmaFloor", "1"));
    assertThat(phases(detector, 50, 50, 50, 54, 60))
        .endsWith(Phase.WARMING_UP, Phase.NORMAL, Phase.OPENED);
  }

  @Test
  void takesSeverityAndVersionFromTheRule() {
    DetectorRule rule = hot("threshold", "above", "90");
    rule.setSeverity(Severity.CRITICAL);
    rule.setVersion(7);
    Detector<?> detector = CATALOG.detectorOf(rule);
    assertThat(detector.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(detector.ruleVersion()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({
    "30s, 30000",
    "30 s, 30000",
    "PT30S, 30000",
    "pt30s, 30000",
    "250ms, 250",
    "2 min, 120000",
    "2m, 120000",
    "1h, 3600000",
    "1d, 86400000",
    "PT1H30M, 5400000"
  })
  void readsDurations(String text, long millis) {
    RuleParameters given = new RuleParameters(java.util.Map.of("forAtLeast", text));
    assertThat(given.duration("forAtLeast")).hasMillis(millis);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "s", "30 fortnights", "-", "PT", "999999999999d", "1e3s"})
  void refusesWhatIsNoDuration(String text) {
    refuses(hot("threshold", "above", "90", "forAtLeast", text), "forAtLeast", "\"" + text + "\"");
  }

  static List<DetectorRule> oneOfEachKind() {
    return List.of(
        hot("threshold", "below", "3", "clearAbove", "4"),
        hot("z-score", "halfLife", "1h", "beyond", "5", "clearWithin", "2"),
        hot("calibrated-z-score", "afterWarmUp", "100", "beyond", "8"),
        hot("automatic", "beyond", "0.9999", "restFor", "1h"),
        hot("novelty", "beyond", "0.99"),
        hot("random-cut-forest", "trees", "20", "sampleSize", "64", "beyond", "3"),
        hot("robust-z-score", "readings", "60", "afterWarmUp", "9", "deadBand", "0.5"),
        hot("seasonal", "period", "week", "zone", "Europe/Zurich", "halfLife", "4"),
        hot("ewma", "mean", "50", "sigma", "2", "lambda", "0.3"),
        hot("cusum", "readings", "50", "allowance", "0.4", "relearnAfter", "900"),
        hot("control-chart", "readings", "50", "rules", "nelson-1, WESTERN_ELECTRIC_4"),
        hot("page-hinkley", "readings", "50", "delta", "0.2", "lambda", "30"),
        hot("rate-of-change", "rising", "2", "per", "1min", "over", "5min", "clearWithin", "1"),
        hot("flatline", "lasting", "1h", "readings", "9", "resolution", "0.1"));
  }

  @ParameterizedTest
  @MethodSource("oneOfEachKind")
  void makesEachKindUnderItsOwnName(DetectorRule rule) {
    assertThat(CATALOG.detectorOf(rule).name()).isEqualTo(rule.getDetector());
    assertThat(phases(CATALOG.detectorOf(rule), 50)).hasSize(1);
  }

  @Test
  void knowsNoOtherKinds() {
    assertThat(oneOfEachKind())
        .extracting(DetectorRule::getDetector)
        .containsExactlyInAnyOrderElementsOf(CATALOG.names());
  }

  @Test
  void namesWhatIsNoneOfAList() {
    refuses(hot("seasonal", "period", "month"), "period must be day or week, was \"month\"");
    refuses(hot("seasonal", "period", "day", "zone", "Mars"), "zone", "\"Mars\"");
    refuses(hot("control-chart", "readings", "9", "rules", "nelson-99"), "NELSON_1", "nelson-99");
  }

  @Test
  void escalatesAndCountsNOfM() {
    Detector<?> detector =
        CATALOG.detectorOf(
            hot(
                "threshold",
                "above",
                "90",
                "n",
                "2",
                "m",
                "3",
                "escalateTo",
                "critical",
                "escalateAfter",
                "20s"));
    assertThat(phases(detector, 91, 50, 91, 92, 93))
        .containsExactly(Phase.PENDING, Phase.NORMAL, Phase.OPENED, Phase.OPEN, Phase.CHANGED);
    refuses(hot("threshold", "above", "90", "n", "2"), "m is missing");
    refuses(hot("threshold", "above", "90", "escalateTo", "high"), "escalateTo", "\"high\"");
  }

  @Test
  void namesParameterAndValueThatAreNoNumber() {
    refuses(hot("threshold", "above", "ninety"), "above must be a number, was \"ninety\"");
    refuses(hot("z-score", "readings", "9.5"), "readings must be a whole number, was \"9.5\"");
  }

  @Test
  void namesWhatTheDetectorRefuses() {
    refuses(hot("z-score", "window", "1h", "beyond", "-1"), "sigmas must be", "-1.0");
    refuses(hot("threshold", "above", "NaN"), "limit must be finite", "NaN");
    refuses(hot("threshold", "above", "90", "clearBelow", "95"), "clearBelow", "95");
    refuses(hot("threshold", "below", "90", "clearBelow", "80"), "clearBelow goes with above");
  }

  @Test
  void listsTheKnownParametersBesideAnUnknownOne() {
    refuses(
        hot("threshold", "above", "90", "abvoe", "90"),
        "threshold has no parameter abvoe (\"90\")",
        "it knows above, below, clearAbove, clearAfter, clearBelow, escalateAfter");
  }

  @Test
  void saysWhichParametersAreMissingOrTooMany() {
    refuses(hot("threshold"), "exactly one of above, below must be given, was none");
    refuses(hot("z-score", "window", "1h", "readings", "9"), "was [window, readings]");
  }

  @Test
  void listsTheKnownDetectorsBesideAnUnknownOne() {
    refuses(hot("treshold", "above", "90"), "no detector \"treshold\", only", "z-score");
  }

  @Test
  void keepsTheMemoryWhereOnlyALimitChanges() {
    DetectorRule hour = hot("z-score", "window", "1h", "beyond", "4");
    assertThat(CATALOG.memoryOf(hot("z-score", "window", "1h", "beyond", "5")))
        .isEqualTo(CATALOG.memoryOf(hour));
    assertThat(CATALOG.memoryOf(hot("z-score", "window", "2h", "beyond", "4")))
        .isNotEqualTo(CATALOG.memoryOf(hour));
    assertThat(CATALOG.memoryOf(hot("z-score", "readings", "60")))
        .isNotEqualTo(CATALOG.memoryOf(hour));
    assertThat(CATALOG.memoryOf(hot("threshold", "above", "90")))
        .isEqualTo(CATALOG.memoryOf(hot("threshold", "below", "10")))
        .isNotEqualTo(CATALOG.memoryOf(hour));
  }

  @Test
  void takesKindsOfYourOwn() {
    DetectorKind<Threshold> kind =
        DetectorKind.of("too-hot", given -> Threshold.above(given.number("limit")), "limit");
    assertThat(phases(CATALOG.with(kind).detectorOf(hot("too-hot", "limit", "5")), 6))
        .containsExactly(Phase.OPENED);
  }
}
