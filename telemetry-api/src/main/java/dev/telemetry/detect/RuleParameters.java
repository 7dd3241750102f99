package dev.telemetry.detect;

import static java.util.Objects.requireNonNull;

import dev.telemetry.model.Severity;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of a rule, which come as text. What cannot be read is refused with the parameter's
 * name and the text: {@code "beyond must be a number, was \"four\""}.
 */
public final class RuleParameters {
  private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,12}) ?(ms|s|min|m|h|d)");

  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "ms", ChronoUnit.MILLIS,
          "s", ChronoUnit.SECONDS,
          "min", ChronoUnit.MINUTES,
          "m", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS,
          "d", ChronoUnit.DAYS);

  private final Map<String, String> texts;

  RuleParameters(Map<String, String> texts) {
    this.texts = Map.copyOf(texts);
  }

  /**
   * Whether a parameter is given.
   *
   * @param name of the parameter
   * @return true where it has a value
   */
  public boolean has(String name) {
    return texts.containsKey(name);
  }

  /**
   * The parameter that is given of several of which there must be one.
   *
   * @param names of the parameters
   * @return the one given
   * @throws IllegalArgumentException where none or more than one is given
   */
  public String oneOf(String... names) {
    List<String> given = Arrays.stream(names).filter(this::has).toList();
    if (given.size() != 1) {
      throw new IllegalArgumentException(
          "exactly one of %s must be given, was %s"
              .formatted(String.join(", ", names), given.isEmpty() ? "none" : given));
    }
    return given.get(0);
  }

  /**
   * A text.
   *
   * @param name of the parameter
   * @return the text without blanks around it
   * @throws IllegalArgumentException where it is missing
   */
  public String text(String name) {
    String text = texts.get(requireNonNull(name, "name"));
    if (text == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return text.strip();
  }

  /**
   * A number.
   *
   * @param name of the parameter
   * @return the number
   * @throws IllegalArgumentException where it is missing or no number
   */
  public double number(String name) {
    try {
      return Double.parseDouble(text(name));
    } catch (NumberFormatException e) {
      throw unreadable(name, "a number", e);
    }
  }

  /**
   * A whole number.
   *
   * @param name of the parameter
   * @return the number
   * @throws IllegalArgumentException where it is missing or no whole number
   */
  public int count(String name) {
    try {
      return Integer.parseInt(text(name));
    } catch (NumberFormatException e) {
      throw unreadable(name, "a whole number", e);
    }
  }

  /**
   * A duration, {@code PT1H30M} as in ISO 8601 or short, {@code 90 s}, with ms, s, min or m, h, d;
   * to the millisecond.
   *
   * @param name of the parameter
   * @return the duration
   * @throws IllegalArgumentException where it is missing or no duration
   */
  public Duration duration(String name) {
    String text = text(name);
    Matcher shorter = SHORT_DURATION.matcher(text);
    try {
      Duration duration =
          shorter.matches()
              ? Duration.of(
                  Long.parseLong(shorter.group(1)), requireNonNull(UNITS.get(shorter.group(2))))
              : Duration.parse(text.toUpperCase(Locale.ROOT));
      return Duration.ofMillis(duration.toMillis());
    } catch (DateTimeException | ArithmeticException e) {
      throw unreadable(name, "a duration such as 30s or PT30S", e);
    }
  }

  /**
   * A severity.
   *
   * @param name of the parameter
   * @return the severity
   * @throws IllegalArgumentException where it is missing or none
   */
  public Severity severity(String name) {
    try {
      return Severity.valueOf(text(name).toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw unreadable(name, "one of " + Arrays.toString(Severity.values()), e);
    }
  }

  private IllegalArgumentException unreadable(String name, String wanted, Exception cause) {
    return new IllegalArgumentException(
        "%s must be %s, was \"%s\"".formatted(name, wanted, text(name)), cause);
  }
}
