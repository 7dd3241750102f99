package dev.telemetry.detect;

import static dev.telemetry.detect.Rules.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.telemetry.model.DetectorRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleScopeTest {
  private static final String BEARING = "plant-1/line-2/press-7/bearing";

  private static boolean matches(DetectorRule.Builder rule, String sensor) {
    return RuleScope.of(rule.build()).matches(sensor, "vibration");
  }

  @Test
  void fitsWhatStandsAtOrBelowItsPlace() {
    assertThat(matches(rule("r").setSensor(BEARING), BEARING)).isTrue();
    assertThat(matches(rule("r").setSensor(BEARING), BEARING + "-2")).isFalse();
    assertThat(matches(rule("r").setMachine("plant-1/line-2/press-7"), BEARING)).isTrue();
    assertThat(matches(rule("r").setMachine("plant-1/line-2/press"), BEARING)).isFalse();
    assertThat(matches(rule("r").setLine("plant-1/line-2"), BEARING)).isTrue();
    assertThat(matches(rule("r").setLine("plant-1/line-2"), "plant-1/line-2")).isFalse();
    assertThat(matches(rule("r"), BEARING)).isTrue();
  }

  @Test
  void fitsItsMetricOnly() {
    assertThat(matches(rule("r").setMetric("vibration"), BEARING)).isTrue();
    assertThat(matches(rule("r").setMetric("temperature"), BEARING)).isFalse();
    assertThat(matches(rule("r").setSensor(BEARING).setMetric("temperature"), BEARING)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "plant-1/line-2/*/bearing, true",
    "plant-1/*/bearing, false",
    "plant-1/**/bearing, true",
    "plant-1/**, true",
    "**, true",
    "**/press-?/bear*, true",
    "**/press-??/bear*, false",
    "plant-1/line-2/press-7/bearing, true",
    "plant-1/line-2/press-7/bearing/**, true",
    "plant-1/line-2/press-7/bearing/*, false",
    "*, false",
    "plant-1/l*n*-*2/p*/*, true",
    "plant.1/line-2/press-7/bearing, false",
  })
  void readsPatterns(String pattern, boolean fits) {
    assertThat(matches(rule("r").setPattern(pattern), BEARING)).isEqualTo(fits);
  }

  @Test
  void findsNoPatternThatTakesForEver() {
    String pattern = "*a".repeat(200) + "b";
    org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> assertThat(new PathPattern(pattern).matches("a".repeat(5_000))).isFalse());
  }

  @Property(tries = 2_000)
  void agreesWithTheRegularExpression(
      @ForAll("patterns") String pattern, @ForAll("paths") String path) {
    assertThat(new PathPattern(pattern).matches(path))
        .isEqualTo(Pattern.matches(regexOf(pattern), path + "/"));
  }

  private static String regexOf(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (String segment : pattern.split("/", -1)) {
      regex.append(
          segment.equals("**")
              ? "([^/]*/)*"
              : segment.replace("?", "[^/]").replace("*", "[^/]*") + "/");
    }
    return regex.toString();
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.of("a", "b", "*", "**", "?", "a*", "*b", "a?b")
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(segments -> String.join("/", segments));
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.of("a", "b", "ab", "aab", "acb")
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(segments -> String.join("/", segments));
  }

  @Test
  void ordersFromTheSensorToTheWholePlant() {
    List<DetectorRule.Builder> ordered =
        List.of(
            rule("sensor+metric").setSensor(BEARING).setMetric("vibration"),
            rule("sensor").setSensor(BEARING),
            rule("machine+metric").setMachine("plant-1/line-2/press-7").setMetric("vibration"),
            rule("machine").setMachine("plant-1/line-2/press-7"),
            rule("line+metric").setLine("plant-1/line-2").setMetric("vibration"),
            rule("plant+metric").setLine("plant-1").setMetric("vibration"),
            rule("line").setLine("plant-1/line-2"),
            rule("plant").setLine("plant-1"),
            rule("pattern+metric").setPattern("**").setMetric("vibration"),
            rule("metric").setMetric("vibration"),
            rule("pattern").setPattern("plant-1/**"),
            rule("all a"),
            rule("all b"));
    List<DetectorRule> shuffled =
        new ArrayList<>(ordered.stream().map(DetectorRule.Builder::build).toList());
    Collections.shuffle(shuffled, new Random(7));
    Stream<DetectorRule> sorted =
        shuffled.stream()
            .sorted(java.util.Comparator.comparing(RuleScope::of, RuleScope.MOST_SPECIFIC_FIRST));
    assertThat(sorted.map(DetectorRule::getId))
        .isEqualTo(ordered.stream().map(DetectorRule.Builder::getId).toList());
  }

  @Test
  void refusesTwoPlaces() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RuleScope.of(rule("r").setSensor(BEARING).setLine("plant-1").build()))
        .withMessage(
            "rule r: only one of sensor, machine, line and pattern may be given, was \"%s\" and"
                + " \"plant-1\"",
            BEARING);
  }
}
