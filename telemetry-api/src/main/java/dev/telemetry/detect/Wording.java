package dev.telemetry.detect;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers, units and times as an engineer reads them, the same in every locale. */
public final class Wording {
  private static final MathContext FOUR_DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);
  private static final double PLAIN_FROM = 1e-4;
  private static final double PLAIN_TO = 1e9;

  private Wording() {}

  /** Four significant digits or all digits before the point: 92.3, 1013, 123456. */
  static String number(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return value == 0 ? "0" : Double.toString(value);
    }
    double size = Math.abs(value);
    BigDecimal exact = BigDecimal.valueOf(value);
    BigDecimal rounded =
        size >= 1000 ? exact.setScale(0, RoundingMode.HALF_EVEN) : exact.round(FOUR_DIGITS);
    boolean plain = size >= PLAIN_FROM && size < PLAIN_TO;
    return plain
        ? rounded.stripTrailingZeros().toPlainString()
        : exact.round(FOUR_DIGITS).stripTrailingZeros().toString();
  }

  /**
   * A number of four significant digits with its unit: 92.3 Cel; a bare number where the unit is
   * empty or 1.
   *
   * @param value any
   * @param unit UCUM code, may be empty
   * @return the words
   */
  public static String quantity(double value, String unit) {
    return unit.isEmpty() || "1".equals(unit) ? number(value) : number(value) + " " + unit;
  }

  /** A rate in the unit per the time that it is told for, or per second: 2.5 Cel/s, 3 Cel/min. */
  static String rate(double perPeriod, long periodMillis, String unit) {
    String bare = "1".equals(unit) ? "" : unit;
    return switch ((int) Math.min(periodMillis, Integer.MAX_VALUE)) {
      case 60_000 -> number(perPeriod) + " " + bare + "/min";
      case 3_600_000 -> number(perPeriod) + " " + bare + "/h";
      case 86_400_000 -> number(perPeriod) + " " + bare + "/d";
      default -> number(perPeriod * 1000 / periodMillis) + " " + bare + "/s";
    };
  }

  /**
   * A duration in at most two units: 350 ms, 35 s, 12 min, 3 h 20 min, 2 d 4 h.
   *
   * @param millis not negative
   * @return the words
   */
  public static String duration(long millis) {
    if (millis < 1000) {
      return millis + " ms";
    }
    long seconds = millis / 1000;
    if (seconds < 120) {
      return seconds + " s";
    }
    long minutes = seconds / 60;
    if (minutes < 120) {
      return minutes + " min";
    }
    long hours = minutes / 60;
    return hours < 48
        ? twoUnits(hours, " h", minutes % 60, " min")
        : twoUnits(hours / 24, " d", hours % 24, " h");
  }

  private static String twoUnits(long large, String largeName, long small, String smallName) {
    return small == 0 ? large + largeName : large + largeName + " " + small + smallName;
  }

  /** The sentence that ends an episode. */
  static String closing(Verdict verdict, String unit) {
    return "back to %s after %s, the peak was %s"
        .formatted(
            quantity(verdict.value(), unit),
            duration(verdict.timeMillis() - verdict.breachedMillis()),
            quantity(verdict.peak(), unit));
  }

  /** The sentence that ends an episode whose baseline is given up. */
  static String relearning(Verdict verdict, String unit) {
    return "taken as the new normal at %s after %s"
        .formatted(
            quantity(verdict.value(), unit),
            duration(verdict.timeMillis() - verdict.breachedMillis()));
  }

  /** The sentence that ends an episode because nobody looks any more. */
  static String unwatched(Verdict verdict, String unit) {
    return "not watched any more at %s after %s, the peak was %s"
        .formatted(
            quantity(verdict.value(), unit),
            duration(verdict.timeMillis() - verdict.breachedMillis()),
            quantity(verdict.peak(), unit));
  }

  /** The sentence that makes an open episode more severe. */
  static String escalation(Verdict verdict, String unit) {
    return "%s now: still abnormal at %s after %s, the peak was %s"
        .formatted(
            verdict.severity(),
            quantity(verdict.value(), unit),
            duration(verdict.timeMillis() - verdict.breachedMillis()),
            quantity(verdict.peak(), unit));
  }

  /** The sentence of a detector that learned what to expect. */
  static String farFromExpected(Verdict verdict, String unit) {
    return "%s is %s the expected %s, normal is %s to %s%s"
        .formatted(
            quantity(verdict.value(), unit),
            verdict.value() < verdict.lower() ? "far below" : "far above",
            quantity(verdict.expected(), unit),
            number(verdict.lower()),
            quantity(verdict.upper(), unit),
            heldBehindComma(verdict));
  }

  /** The sentence of a sum whose statistic is where the mean seems to be now. */
  static String shifted(Verdict verdict, String unit) {
    return "the mean has shifted to about %s from the expected %s, the value is %s%s"
        .formatted(
            quantity(verdict.statistic(), unit),
            quantity(verdict.expected(), unit),
            quantity(verdict.value(), unit),
            heldBehindComma(verdict));
  }

  static String heldBehindComma(Verdict verdict) {
    String held = held(verdict);
    return held.isEmpty() ? "" : "," + held;
  }

  /** How long the values have been abnormal, ready to be put behind a sentence; empty for one. */
  static String held(Verdict verdict) {
    long held = verdict.timeMillis() - verdict.breachedMillis();
    return held > 0 ? " for " + duration(held) : "";
  }
}
