package dev.telemetry.flink.detect;

import static dev.telemetry.flink.detect.RuledRun.rule;
import static dev.telemetry.flink.detect.RuledRun.ruleBuilder;
import static dev.telemetry.testkit.AnomalyMatchers.closed;
import static dev.telemetry.testkit.AnomalyMatchers.opened;
import static dev.telemetry.testkit.Sensors.at;
import static dev.telemetry.testkit.Sensors.sensor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.detect.Threshold;
import dev.telemetry.detect.ZScore;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.DetectorRule;
import dev.telemetry.model.RuleRejection;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.Severity;
import dev.telemetry.testkit.Sensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.junit.jupiter.api.Test;

class RuledDetectionTest {
  private static final String PRESS = "plant-1/line-2/press-7";
  private static final Sensor BEARING = sensor(PRESS + "/bearing");
  private static final RuledDetection<SensorReading> RULES_ALONE = RuledDetection.otherwise();

  private static DetectorRule hot(int version, int limit) {
    return rule("hot", version, "threshold", Map.of("above", "" + limit));
  }

  private static DetectorRule unusual(int version, String window, String sigmas) {
    return rule(
        "unusual",
        version,
        "z-score",
        Map.of("window", window, "beyond", sigmas, "afterWarmUp", "5", "sigmaFloor", "1"));
  }

  private static List<String> explanations(RuledRun run) {
    return run.anomalies().stream().map(Anomaly::getExplanation).toList();
  }

  @Test
  void judgesByTheRuleAndSaysSo() throws Exception {
    DetectorRule rule =
        ruleBuilder("hot", 3, "threshold", Map.of("above", "90"))
            .setSeverity(Severity.CRITICAL)
            .build();
    RuledRun run = RuledRun.with(RULES_ALONE, rule).judges(BEARING.at(0).reads(80, 91, 95, 80));
    assertThat(run.anomalies())
        .satisfiesExactly(
            edge -> assertThat(edge).is(opened(PRESS + "/bearing", at(1))),
            edge -> assertThat(edge).is(closed(PRESS + "/bearing", at(3))));
    Anomaly opening = run.anomalies().get(0);
    assertThat(opening.getRule()).isEqualTo("hot");
    assertThat(opening.getRuleVersion()).isEqualTo(3);
    assertThat(opening.getSeverity()).isEqualTo(Severity.CRITICAL);
    assertThat(opening.getShadow()).isFalse();
    assertThat(opening.getId())
        .isEqualTo(
            "anomalies|%s/bearing|temperature|hot.v3|1970-01-01T00:00:01Z|opened".formatted(PRESS));
  }

  @Test
  void waitsUntilAllRulesAreThere() throws Exception {
    RuledRun run = new RuledRun(RULES_ALONE).start(1, new HashMapStateBackend());
    run.judges(BEARING.at(0).reads(91, 80)).watermark(1_000);
    assertThat(run.anomalies()).isEmpty();
    run.rules(hot(1, 90));
    assertThat(run.anomalies()).isEmpty();
    run.rulesComplete();
    assertThat(run.anomalies()).hasSize(2);
    assertThat(run.late()).isEmpty();
  }

  @Test
  void letsTheMostSpecificRuleOfASlotJudge() throws Exception {
    DetectorRule press =
        ruleBuilder("press", 1, "threshold", Map.of("above", "100")).setMachine(PRESS).build();
    RuledRun run =
        RuledRun.with(RULES_ALONE, hot(1, 90), press)
            .judges(BEARING.at(0).reads(95, 105))
            .judges(sensor("plant-1/line-2/press-8/bearing").at(10).reads(95, 80));
    assertThat(run.anomalies()).extracting(Anomaly::getRule).containsExactly("press", "hot", "hot");
  }

  @Test
  void runsRulesOfSeveralSlotsSideBySide() throws Exception {
    DetectorRule hotter =
        ruleBuilder("hotter", 1, "threshold", Map.of("above", "95")).setSlot("critical").build();
    RuledRun run =
        RuledRun.with(RULES_ALONE, hot(1, 90), hotter).judges(BEARING.at(0).reads(91, 96));
    assertThat(run.anomalies()).extracting(Anomaly::getRule).containsExactly("hot", "hotter");
  }

  @Test
  void judgesByTheJobsOwnDetectorWhereNoRuleStandsInForIt() throws Exception {
    RuledDetection<SensorReading> detection = RuledDetection.otherwise(Threshold.above(50));
    DetectorRule press =
        ruleBuilder("press", 1, "threshold", Map.of("above", "100")).setMachine(PRESS).build();
    RuledRun run =
        RuledRun.with(detection, press)
            .judges(BEARING.at(0).reads(60))
            .judges(sensor("oven").at(1).reads(60));
    assertThat(run.anomalies()).singleElement().is(opened("oven", at(1)));
    assertThat(run.anomalies().get(0).getRule()).isEmpty();
  }

  @Test
  void rejectsABadRuleWholeAndKeepsTheOneBefore() throws Exception {
    DetectorRule bad = rule("hot", 2, "threshold", Map.of("above", "ninety"));
    RuledRun run = RuledRun.with(RULES_ALONE, hot(1, 90)).rules(bad);
    RuleRejection rejection = run.rejections().get(0);
    assertThat(rejection.getRule()).isEqualTo(bad);
    assertThat(rejection.getReason()).isEqualTo("rule hot: above must be a number, was \"ninety\"");
    assertThat(rejection.getVersionInForce()).isEqualTo(1);
    run.judges(BEARING.at(0).reads(91));
    assertThat(run.anomalies()).extracting(Anomaly::getRuleVersion).containsExactly(1);
  }

  @Test
  void rejectsAVersionThatIsNotAboveAndPassesOverTheSameAgain() throws Exception {
    RuledRun run = RuledRun.with(RULES_ALONE, hot(2, 90));
    run.rules(hot(2, 90));
    assertThat(run.rejections()).isEmpty();
    run.rules(hot(2, 80), hot(1, 80), hot(0, 80));
    assertThat(run.rejections())
        .extracting(RuleRejection::getReason)
        .containsExactly(
            "rule hot: version must be above 2, which is in force, was 2",
            "rule hot: version must be above 2, which is in force, was 1",
            "rule hot: version must be >= 1, was 0");
    run.judges(BEARING.at(0).reads(85));
    assertThat(run.anomalies()).isEmpty();
  }

  @Test
  void rejectsNamesThatNoStateHasRoomFor() throws Exception {
    DetectorRule nameless = rule(" ", 1, "threshold", Map.of("above", "90"));
    DetectorRule endless = rule("x".repeat(100_000), 1, "threshold", Map.of("above", "90"));
    DetectorRule wordy =
        rule("hot", 1, "z-score", Map.of("window", "PT" + "0".repeat(100_000) + "1S"));
    RuledRun run = RuledRun.with(RULES_ALONE, nameless, endless, wordy);
    assertThat(run.rejections())
        .extracting(RuleRejection::getReason)
        .containsExactly(
            "a rule needs an id of at most 255 characters",
            "a rule needs an id of at most 255 characters",
            "rule hot: window must be of at most 1000 characters, was of 100004");
  }

  @Test
  void endsTheEpisodesOfADisabledRule() throws Exception {
    RuledRun run = RuledRun.with(RULES_ALONE, hot(1, 90)).judges(BEARING.at(0).reads(91, 99, 92));
    DetectorRule disabled = hot(2, 90);
    disabled.setEnabled(false);
    run.rules(disabled);
    Anomaly closing = run.anomalies().get(1);
    assertThat(closing).is(closed(PRESS + "/bearing", at(2)));
    assertThat(closing.getExplanation()).isEqualTo("rule removed");
    assertThat(closing.getEpisode()).isEqualTo(run.anomalies().get(0).getEpisode());
    assertThat(closing.getPeak()).isEqualTo(99);
    assertThat(closing.getObserved()).isEqualTo(92);
    run.judges(BEARING.at(10).reads(95));
    assertThat(run.anomalies()).hasSize(2);
    assertThat(run.rules(hot(2, 80)).rejections()).hasSize(1);
  }

  @Test
  void forgetsARemovedRuleAltogether() throws Exception {
    RuledRun run = RuledRun.with(RULES_ALONE, hot(5, 90)).judges(BEARING.at(0).reads(91));
    run.rules(RuledDetection.removalOf("hot"), RuledDetection.removalOf("never there"));
    assertThat(explanations(run)).containsExactly("91 Cel is above 90 Cel", "rule removed");
    run.rules(hot(1, 80)).judges(BEARING.at(10).reads(85));
    assertThat(run.rejections()).isEmpty();
    assertThat(run.anomalies()).hasSize(3);
  }

  @Test
  void endsTheEpisodeOfARuleThatAMoreSpecificOneStandsInFor() throws Exception {
    RuledRun run = RuledRun.with(RULES_ALONE, hot(1, 90)).judges(BEARING.at(0).reads(95));
    run.rules(
        ruleBuilder("press", 1, "threshold", Map.of("above", "93")).setMachine(PRESS).build());
    assertThat(explanations(run)).last().isEqualTo("rule replaced here by another one");
    run.judges(BEARING.at(10).reads(95));
    assertThat(run.anomalies()).extracting(Anomaly::getRule).endsWith("hot", "press");
  }

  @Test
  void keepsTheOpenEpisodeUnderItsIdWhenALimitChanges() throws Exception {
    RuledRun run = RuledRun.with(RULES_ALONE, hot(1, 90)).judges(BEARING.at(0).reads(91));
    run.rules(hot(2, 95)).judges(BEARING.at(10).reads(94));
    assertThat(run.anomalies()).hasSize(2);
    Anomaly closing = run.anomalies().get(1);
    assertThat(closing.getEpisode()).isEqualTo(run.anomalies().get(0).getEpisode());
    assertThat(closing.getRuleVersion()).isEqualTo(2);
    assertThat(closing.getClosedAt()).isEqualTo(at(10));
  }

  @Test
  void keepsWhatWasLearnedWhenALimitChanges() throws Exception {
    RuledRun run = RuledRun.with(RULES_ALONE, unusual(1, "1h", "20"));
    run.judges(BEARING.at(0).reads(50, 51, 49, 50, 50, 50, 55));
    assertThat(run.anomalies()).isEmpty();
    run.rules(unusual(2, "1h", "5")).judges(BEARING.at(10).reads(60));
    assertThat(run.anomalies()).singleElement().is(opened(PRESS + "/bearing", at(10)));
  }

  @Test
  void learnsAnewWhenTheMemoryChangesAndSaysSo() throws Exception {
    RuledRun run = RuledRun.with(RULES_ALONE, unusual(1, "1h", "5"));
    run.judges(BEARING.at(0).reads(50, 51, 49, 50, 50, 50, 60));
    run.rules(unusual(2, "2h", "5"));
    assertThat(explanations(run)).last().isEqualTo("rule unusual.v2 learns anew");
    run.judges(BEARING.at(10).reads(60, 70));
    assertThat(run.anomalies()).hasSize(2);
  }

  @Test
  void letsAShadowScoreBesideTheRuleInForceWithoutRaising() throws Exception {
    DetectorRule trial =
        ruleBuilder("trial", 1, "threshold", Map.of("above", "80")).setShadow(true).build();
    RuledRun run =
        RuledRun.with(RULES_ALONE, hot(1, 90), trial).judges(BEARING.at(0).reads(85, 95, 70));
    assertThat(run.anomalies()).extracting(Anomaly::getRule).containsExactly("hot", "hot");
    assertThat(run.shadows())
        .satisfiesExactly(
            edge -> assertThat(edge).is(opened(PRESS + "/bearing", at(0))),
            edge -> assertThat(edge).is(closed(PRESS + "/bearing", at(2))));
    assertThat(run.shadows()).allMatch(Anomaly::getShadow);
  }

  @Test
  void raisesWhatIsOpenStillWhenARuleLeavesTheShadow() throws Exception {
    DetectorRule trial =
        ruleBuilder("hot", 1, "threshold", Map.of("above", "90")).setShadow(true).build();
    RuledRun run = RuledRun.with(RULES_ALONE, trial).judges(BEARING.at(0).reads(95));
    run.rules(hot(2, 90));
    assertThat(run.shadows())
        .extracting(Anomaly::getExplanation)
        .last()
        .isEqualTo("rule put into force");
    run.judges(BEARING.at(10).reads(95, 80));
    assertThat(run.anomalies()).hasSize(2);
    assertThat(run.ids()).allMatch(id -> id.contains("hot.v2"));
    assertThat(run.shadows()).hasSize(2);
  }

  @Test
  void handsOutLateReadingsWhole() throws Exception {
    SensorReading late = BEARING.at(4).value(99);
    RuledRun run = RuledRun.with(RULES_ALONE, hot(1, 90)).watermark(5).reads(List.of(late));
    assertThat(run.late()).containsExactly(late);
  }

  @Test
  void keepsRulesAndRejectsWithinEachSubtaskOnce() throws Exception {
    RuledRun run = new RuledRun(RULES_ALONE).start(3, new HashMapStateBackend());
    run.rules(rule("hot", 1, "treshold", Map.of())).rulesComplete();
    assertThat(run.rejections()).hasSize(1);
  }

  @Test
  void keepsLittleBesideTheStateOfTheDetector() throws Exception {
    RuledState state = new RuledState("rule hot", "temperature", "threshold[]");
    state.observe(Threshold.above(90), 80, 0);
    DataOutputSerializer whole = new DataOutputSerializer(64);
    state.writeTo(whole);
    DataOutputSerializer ofDetector = new DataOutputSerializer(64);
    Threshold detector = Threshold.above(90);
    Threshold.State own = detector.newState();
    detector.observe(own, 80, 0);
    detector.stateFormat().write(own, ofDetector);
    int names = "rule hot".length() + "temperature".length() + "threshold[]".length();
    assertThat(whole.length()).isEqualTo(ofDetector.length() + names + 36);
  }

  @Test
  void givesTheSameThroughRestartsRescalesAndOnBothBackends() throws Exception {
    List<String> expected = journey(1, 1, 1, new HashMapStateBackend());
    assertThat(expected).hasSizeGreaterThan(20);
    assertThat(journey(1, 3, 2, new HashMapStateBackend())).isEqualTo(expected);
    assertThat(journey(1, 3, 2, new EmbeddedRocksDBStateBackend())).isEqualTo(expected);
  }

  /** Rules change before each restart, and while the job is down. */
  private static List<String> journey(int first, int second, int third, StateBackend backend)
      throws Exception {
    RuledDetection<SensorReading> detection =
        RuledDetection.otherwise(
            ZScore.rolling(Duration.ofMinutes(10)).afterWarmUp(5).sigmaFloor(1));
    RuledRun run = new RuledRun(detection).start(first, backend);
    run.rules(hot(1, 90), unusual(1, "1h", "5")).rulesComplete();
    episodes(run, 0);
    run.rules(hot(2, 92)).restart(second, backend);
    run.rules(hot(2, 92), unusual(1, "1h", "5")).rulesComplete();
    episodes(run, 100);
    run.restart(third, backend);
    run.rules(hot(3, 91), RuledDetection.removalOf("unusual")).rulesComplete();
    episodes(run, 200);
    assertThat(run.rejections()).isEmpty();
    List<String> edges =
        new ArrayList<>(
            run.anomalies().stream().map(edge -> edge.getId() + edge.getExplanation()).toList());
    run.close();
    edges.sort(null);
    return edges;
  }

  /** Each sensor leaves one episode open. */
  private static void episodes(RuledRun run, long start) throws Exception {
    for (int sensor = 0; sensor < 6; sensor++) {
      run.reads(
          sensor("plant-1/line-2/press-" + sensor + "/t")
              .at(start)
              .reads(50, 51, 49, 50, 50 + sensor, 50, 91 + sensor, 60, 50, 50, 95 + sensor));
    }
    run.watermark(start + 50);
  }
}
