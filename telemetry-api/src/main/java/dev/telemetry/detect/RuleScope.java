package dev.telemetry.detect;

import dev.telemetry.model.DetectorRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which sensors a rule is for, and which of two rules is the more specific.
 *
 * <p>A rule names at most one place, by its path: a sensor, a machine or a line (any part of the
 * plant: all sensors below it), or a pattern of paths; and, with or without a place, a metric. In a
 * pattern {@code *} stands for any part of a segment, {@code ?} for one character, and a segment
 * {@code **} for any number of segments. The order, the most specific first:
 *
 * <ol>
 *   <li>sensor and metric, sensor
 *   <li>machine and metric, machine
 *   <li>line and metric, line
 *   <li>pattern and metric
 *   <li>metric
 *   <li>pattern
 *   <li>neither place nor metric: every sensor
 * </ol>
 *
 * <p>Of two machines or lines that both fit, the deeper one is the more specific. Of two rules that
 * are equally specific the one with the lesser id stands before the other, so that the choice is
 * the same everywhere.
 */
public final class RuleScope {
  /** The most specific first, then by id. */
  public static final Comparator<RuleScope> MOST_SPECIFIC_FIRST =
      Comparator.comparingInt((RuleScope scope) -> -scope.rank)
          .thenComparingInt(scope -> -scope.depth)
          .thenComparing(scope -> scope.id);

  private enum Place {
    ANYWHERE(0),
    PATTERN(1),
    LINE(4),
    MACHINE(6),
    SENSOR(8);

    final int rank;

    Place(int rank) {
      this.rank = rank;
    }
  }

  private final String id;
  private final Place place;
  private final String path;
  private final PathPattern pattern;
  private final String metric;
  private final int rank;
  private final int depth;

  private RuleScope(String id, Place place, String path, String metric) {
    this.id = id;
    this.place = place;
    this.path = path;
    this.pattern = new PathPattern(path);
    this.metric = metric;
    this.rank = rankOf(place, !metric.isEmpty());
    this.depth = path.split("/", -1).length;
  }

  /** A metric ranks between a pattern and a pattern with a metric. */
  private static int rankOf(Place place, boolean ofMetric) {
    if (!ofMetric) {
      return place.rank;
    }
    return place == Place.ANYWHERE ? 2 : place == Place.PATTERN ? 3 : place.rank + 1;
  }

  /**
   * The scope of a rule.
   *
   * @param rule to read
   * @return its scope
   * @throws IllegalArgumentException where the rule names more than one place
   */
  public static RuleScope of(DetectorRule rule) {
    List<RuleScope> places = new ArrayList<>();
    add(places, rule, Place.SENSOR, rule.getSensor());
    add(places, rule, Place.MACHINE, rule.getMachine());
    add(places, rule, Place.LINE, rule.getLine());
    add(places, rule, Place.PATTERN, rule.getPattern());
    if (places.size() > 1) {
      throw new IllegalArgumentException(
          "rule %s: only one of sensor, machine, line and pattern may be given, was \"%s\" and \"%s\""
              .formatted(rule.getId(), places.get(0).path, places.get(1).path));
    }
    return places.isEmpty()
        ? new RuleScope(rule.getId(), Place.ANYWHERE, "", rule.getMetric())
        : places.get(0);
  }

  private static void add(List<RuleScope> places, DetectorRule rule, Place place, String path) {
    if (!path.isEmpty()) {
      places.add(new RuleScope(rule.getId(), place, path, rule.getMetric()));
    }
  }

  /**
   * Whether the rule is for a sensor.
   *
   * @param sensor its path
   * @param metricOfSensor what it measures
   * @return true where it is
   */
  public boolean matches(String sensor, String metricOfSensor) {
    return (metric.isEmpty() || metric.equals(metricOfSensor))
        && switch (place) {
          case ANYWHERE -> true;
          case SENSOR -> sensor.equals(path);
          case MACHINE, LINE ->
              sensor.length() > path.length()
                  && sensor.startsWith(path)
                  && sensor.charAt(path.length()) == '/';
          case PATTERN -> pattern.matches(sensor);
        };
  }
}
