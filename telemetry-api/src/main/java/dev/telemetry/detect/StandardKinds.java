package dev.telemetry.detect;

/** The detectors of this package as rules name them. */
final class StandardKinds {
  static final DetectorKind<Threshold> THRESHOLD =
      DetectorKind.of("threshold", StandardKinds::threshold, "above", "below")
          .number("clearBelow", Threshold::clearBelow)
          .number("clearAbove", Threshold::clearAbove)
          .duration("forAtLeast", Threshold::forAtLeast)
          .duration("clearAfter", Threshold::clearAfter)
          .severity(Threshold::severity)
          .version(Threshold::ruleVersion);

  static final DetectorKind<ZScore> Z_SCORE =
      DetectorKind.of("z-score", StandardKinds::zScore, "window", "readings", "halfLife")
          .remembersBy("window", "readings", "halfLife")
          .number("beyond", ZScore::beyond)
          .number("clearWithin", ZScore::clearWithin)
          .count("afterWarmUp", ZScore::afterWarmUp)
          .number("sigmaFloor", ZScore::sigmaFloor)
          .number("deadBand", ZScore::deadBand)
          .number("relativeDeadBand", ZScore::relativeDeadBand)
          .duration("forAtLeast", ZScore::forAtLeast)
          .duration("clearAfter", ZScore::clearAfter)
          .severity(ZScore::severity)
          .version(ZScore::ruleVersion);

  private StandardKinds() {}

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
