package dev.telemetry.detect;

/**
 * The runs rules of control charts: Western Electric Company, 1956, "Statistical quality control
 * handbook", zone tests; Nelson, 1984, "The Shewhart control chart: tests for special causes".
 *
 * <p>Each says how likely it is that normal, independent readings meet it by chance at one point,
 * which is what its score is made of.
 */
public enum ControlRule {
  /** One point beyond three standard deviations. */
  WESTERN_ELECTRIC_1(
      "1 point more than 3 sigmas %s the centre line (Western Electric 1)",
      0.0027, (side, other) -> side.beyond(3, 1, 1)),
  /** Two of three points in a row beyond two standard deviations, on one side. */
  WESTERN_ELECTRIC_2(
      "2 of 3 points in a row more than 2 sigmas %s the centre line (Western Electric 2)",
      0.0020, (side, other) -> side.beyond(2, 2, 3)),
  /** Four of five points in a row beyond one standard deviation, on one side. */
  WESTERN_ELECTRIC_3(
      "4 of 5 points in a row more than 1 sigma %s the centre line (Western Electric 3)",
      0.0045, (side, other) -> side.beyond(1, 4, 5)),
  /** Eight points in a row on one side of the centre line. */
  WESTERN_ELECTRIC_4(
      "8 points in a row %s the centre line (Western Electric 4)",
      0.0078, (side, other) -> side.beyond(0, 8, 8)),
  /** One point beyond three standard deviations. */
  NELSON_1(
      "1 point more than 3 sigmas %s the centre line (Nelson 1)",
      0.0027, (side, other) -> side.beyond(3, 1, 1)),
  /** Nine points in a row on one side of the centre line. */
  NELSON_2(
      "9 points in a row %s the centre line (Nelson 2)",
      0.0039, (side, other) -> side.beyond(0, 9, 9)),
  /** Six points in a row that rise, or that fall. */
  NELSON_3(
      "6 points in a row, each %s the one before (Nelson 3)",
      0.0028, (side, other) -> side.moving(5)),
  /** Fourteen points in a row that go up and down in turn. */
  NELSON_4(
      "14 points in a row that go up and down in turn (Nelson 4)",
      0.0046,
      (side, other) -> side.alternates(other, 13)),
  /** Two of three points in a row beyond two standard deviations, on one side. */
  NELSON_5(
      "2 of 3 points in a row more than 2 sigmas %s the centre line (Nelson 5)",
      0.0020, (side, other) -> side.beyond(2, 2, 3)),
  /** Four of five points in a row beyond one standard deviation, on one side. */
  NELSON_6(
      "4 of 5 points in a row more than 1 sigma %s the centre line (Nelson 6)",
      0.0045, (side, other) -> side.beyond(1, 4, 5)),
  /** Fifteen points in a row within one standard deviation, on either side. */
  NELSON_7(
      "15 points in a row within 1 sigma of the centre line (Nelson 7)",
      0.0033,
      (side, other) -> side.within(15)),
  /** Eight points in a row beyond one standard deviation, some on each side. */
  NELSON_8(
      "8 points in a row more than 1 sigma off the centre line, on both sides (Nelson 8)",
      0.0001,
      (side, other) -> side.avoidsTheCentre(other, 8));

  private final String words;
  private final double chance;

  @SuppressWarnings("ImmutableEnumChecker") // tests are lambdas that capture nothing
  private final Test test;

  ControlRule(String words, double chance, Test test) {
    this.words = words;
    this.chance = chance;
    this.test = test;
  }

  /** Asks of one side of the chart; the other one has its own turn. */
  private interface Test {
    boolean isMet(ChartSide side, ChartSide other);
  }

  boolean isMet(ChartSide side, ChartSide other) {
    return test.isMet(side, other);
  }

  /** How likely normal readings meet the rule at one point, on either side. */
  double chance() {
    return chance;
  }

  String words(boolean above) {
    return words.formatted(above ? "above" : "below");
  }
}
