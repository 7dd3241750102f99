package dev.telemetry.detect;

/** The detectors of this package as rules name them. */
final class StandardKinds {
  static final DetectorKind<Threshold> THRESHOLD =
      withEpisodes(
          DetectorKind.of("threshold", StandardKinds::threshold, "above", "below")
              .number("clearBelow", Threshold::clearBelow)
              .number("clearAbove", Threshold::clearAbove));

  static final DetectorKind<ZScore> Z_SCORE =
      withEpisodes(
          DetectorKind.of("z-score", StandardKinds::zScore, "window", "readings", "halfLife")
              .remembersBy("window", "readings", "halfLife")
              .number("beyond", ZScore::beyond)
              .number("clearWithin", ZScore::clearWithin)
              .count("afterWarmUp", ZScore::afterWarmUp)
              .number("sigmaFloor", ZScore::sigmaFloor)
              .number("deadBand", ZScore::deadBand)
              .number("relativeDeadBand", ZScore::relativeDeadBand));

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
}
