package dev.telemetry.detect;

import java.io.Serializable;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The detectors of this package as rules name them. */
final class StandardKinds {
  static final List<DetectorKind<?>> ALL =
      List.of(
          withEpisodes(
              DetectorKind.of("threshold", StandardKinds::threshold, "above", "below")
                  .number("clearBelow", Threshold::clearBelow)
                  .number("clearAbove", Threshold::clearAbove)),
          withBand(
              DetectorKind.of("z-score", StandardKinds::zScore, "window", "readings", "halfLife")
                  .remembersBy("window", "readings", "halfLife")
                  .count("afterWarmUp", ZScore::afterWarmUp)),
          withBand(
              DetectorKind.of("calibrated-z-score", given -> Detectors.zScore())
                  .count("afterWarmUp", ZScore::afterWarmUp)),
          withEpisodes(
              DetectorKind.of("automatic", given -> Detectors.automatic())
                  .number("beyond", Novelty::beyond)),
          withEpisodes(
              DetectorKind.of("novelty", given -> Novelty.ofValues())
                  .number("beyond", Novelty::beyond)),
          withEpisodes(
              DetectorKind.of("random-cut-forest", given -> forest())
                  .remembersBy("shingle", "trees", "sampleSize")
                  .count("shingle", RandomCutForest::shingle)
                  .count("trees", RandomCutForest::trees)
                  .count("sampleSize", RandomCutForest::sampleSize)
                  .count("afterWarmUp", RandomCutForest::afterWarmUp)
                  .number("beyond", RandomCutForest::beyond)),
          withBand(
              DetectorKind.of("robust-z-score", StandardKinds::robustZScore, "window", "readings")
                  .remembersBy("window", "readings")
                  .count("afterWarmUp", RobustZScore::afterWarmUp)),
          withBand(
              DetectorKind.of("seasonal", StandardKinds::seasonal, "period")
                  .remembersBy("period", "zone")
                  .with("zone", (seasonal, given) -> seasonal.in(zone(given)))
                  .count("afterVisits", Seasonal::afterVisits)
                  .number("halfLife", Seasonal::halfLife)),
          withReference(
              reference("ewma", Ewma::around, Ewma::learning)
                  .number("lambda", Ewma::lambda)
                  .number("beyond", Ewma::beyond)),
          withReference(
              reference("cusum", Cusum::around, Cusum::learning)
                  .number("allowance", Cusum::allowance)
                  .number("beyond", Cusum::beyond)),
          withReference(
              reference("control-chart", ControlChart::around, ControlChart::learning)
                  .with("rules", (chart, given) -> chart.rules(controlRules(given)))),
          withReference(
              DetectorKind.of(
                      "page-hinkley",
                      given -> PageHinkley.learning(given.count("readings")),
                      "readings")
                  .remembersBy("readings")
                  .number("delta", PageHinkley::delta)
                  .number("lambda", PageHinkley::lambda)),
          withEpisodes(
              DetectorKind.of(
                      "rate-of-change", StandardKinds::rate, "beyond", "rising", "falling", "per")
                  .remembersBy("per", "over")
                  .duration("over", RateOfChange::over)
                  .number("clearWithin", RateOfChange::clearWithin)),
          withEpisodes(
              DetectorKind.of(
                      "flatline", given -> Flatline.lasting(given.duration("lasting")), "lasting")
                  .count("readings", Flatline::readings)
                  .number("resolution", Flatline::resolution)));

  private StandardKinds() {}

  private static <D extends EpisodeDetector<?, D>> DetectorKind<D> withEpisodes(
      DetectorKind<D> kind) {
    return kind.duration("forAtLeast", (detector, delay) -> detector.forAtLeast(delay))
        .duration("clearAfter", (detector, delay) -> detector.clearAfter(delay))
        .with("n", (detector, given) -> detector.nOfM(given.count("n"), given.count("m")), "m")
        .duration("restFor", (detector, rest) -> detector.restFor(rest))
        .with("escalateTo", StandardKinds::escalated, "escalateAfter")
        .severity((detector, severity) -> detector.severity(severity))
        .version((detector, version) -> detector.ruleVersion(version));
  }

  private static <D extends EpisodeDetector<?, D>> D escalated(D detector, RuleParameters given) {
    return detector.escalateTo(given.severity("escalateTo")).after(given.duration("escalateAfter"));
  }

  private static <D extends BandDetector<?, D>> DetectorKind<D> withBand(DetectorKind<D> kind) {
    return withEpisodes(
        kind.number("beyond", (detector, sigmas) -> detector.beyond(sigmas))
            .number("clearWithin", (detector, sigmas) -> detector.clearWithin(sigmas))
            .number("sigmaFloor", (detector, floor) -> detector.sigmaFloor(floor))
            .number("deadBand", (detector, distance) -> detector.deadBand(distance))
            .number("relativeDeadBand", (detector, share) -> detector.relativeDeadBand(share)));
  }

  private static <D extends ReferenceDetector<?, D>> DetectorKind<D> withReference(
      DetectorKind<D> kind) {
    return withEpisodes(
        kind.count("relearnAfter", (detector, readings) -> detector.relearnAfter(readings))
            .number("sigmaFloor", (detector, floor) -> detector.sigmaFloor(floor)));
  }

  private interface Told<D> extends Serializable {
    D around(double mean, double sigma);
  }

  private interface Learned<D> extends Serializable {
    D learning(int readings);
  }

  private static <D extends ReferenceDetector<?, D>> DetectorKind<D> reference(
      String name, Told<D> told, Learned<D> learned) {
    return DetectorKind.<D>of(
            name,
            given ->
                given.oneOf("mean", "readings").equals("mean")
                    ? told.around(given.number("mean"), given.number("sigma"))
                    : learned.learning(given.count("readings")),
            "mean",
            "sigma",
            "readings")
        .remembersBy("mean", "sigma", "readings");
  }

  private static Threshold threshold(RuleParameters given) {
    if (given.has("above") && given.has("below")) {
      return Threshold.outside(given.number("below"), given.number("above"));
    }
    return switch (given.oneOf("above", "below")) {
      case "above" -> Threshold.above(given.number("above"));
      default -> Threshold.below(given.number("below"));
    };
  }

  private static ZScore zScore(RuleParameters given) {
    return switch (given.oneOf("window", "readings", "halfLife")) {
      case "window" -> ZScore.rolling(given.duration("window"));
      case "readings" -> ZScore.rolling(given.count("readings"));
      default -> ZScore.ewma(given.duration("halfLife"));
    };
  }

  /** Of single values; refuses the rule where the library is not on the class path. */
  private static RandomCutForest forest() {
    return RandomCutForest.of(Dimension.of("value", ""));
  }

  private static RobustZScore robustZScore(RuleParameters given) {
    return given.oneOf("window", "readings").equals("window")
        ? RobustZScore.rolling(given.duration("window"))
        : RobustZScore.rolling(given.count("readings"));
  }

  private static Seasonal seasonal(RuleParameters given) {
    return switch (given.text("period")) {
      case "day" -> Seasonal.daily();
      case "week" -> Seasonal.weekly();
      default ->
          throw new IllegalArgumentException(
              "period must be day or week, was \"" + given.text("period") + "\"");
    };
  }

  private static ZoneId zone(RuleParameters given) {
    try {
      return ZoneId.of(given.text("zone"));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "zone must be a time zone such as Europe/Zurich, was \"" + given.text("zone") + "\"", e);
    }
  }

  private static List<ControlRule> controlRules(RuleParameters given) {
    try {
      return Arrays.stream(given.text("rules").split(","))
          .map(name -> ControlRule.valueOf(name.strip().toUpperCase(Locale.ROOT).replace('-', '_')))
          .toList();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "rules must be some of %s, was \"%s\""
              .formatted(Arrays.toString(ControlRule.values()), given.text("rules")),
          e);
    }
  }

  private static RateOfChange rate(RuleParameters given) {
    String limit = given.oneOf("beyond", "rising", "falling");
    return switch (limit) {
      case "beyond" -> RateOfChange.beyond(given.number(limit), given.duration("per"));
      case "rising" -> RateOfChange.rising(given.number(limit), given.duration("per"));
      default -> RateOfChange.falling(given.number(limit), given.duration("per"));
    };
  }
}
