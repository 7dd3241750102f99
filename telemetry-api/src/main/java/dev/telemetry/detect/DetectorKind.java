package dev.telemetry.detect;

import static java.util.Objects.requireNonNull;

import dev.telemetry.model.DetectorRule;
import dev.telemetry.model.Severity;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * How a detector is made from a rule: a name, what it starts with, and its optional settings.
 *
 * <pre>{@code
 * DetectorKind.of("threshold", p -> Threshold.above(p.number("above")), "above")
 *     .number("clearBelow", Threshold::clearBelow)
 *     .duration("forAtLeast", Threshold::forAtLeast)
 *     .severity(Threshold::severity)
 *     .version(Threshold::ruleVersion)
 * }</pre>
 *
 * <p>Immutable: each step returns a new kind. Settings are taken in the order of the steps.
 *
 * @param <D> the detector
 */
public final class DetectorKind<D extends Detector<?>> implements Serializable {
  private static final long serialVersionUID = 1;

  /**
   * Makes a detector of the parameters that it cannot do without.
   *
   * @param <D> the detector
   */
  @FunctionalInterface
  public interface Start<D> extends Function<RuleParameters, D>, Serializable {}

  /**
   * Gives a detector one more setting.
   *
   * @param <D> the detector
   * @param <V> the setting
   */
  @FunctionalInterface
  public interface Step<D, V> extends BiFunction<D, V, D>, Serializable {}

  private final String name;
  private final Start<D> start;
  private final List<String> startsWith;
  private final List<String> companions;
  private final List<String> memory;
  private final LinkedHashMap<String, Step<D, RuleParameters>> optional;
  private final Step<D, DetectorRule> ofRule;

  private DetectorKind(
      String name,
      Start<D> start,
      List<String> startsWith,
      List<String> companions,
      List<String> memory,
      Map<String, Step<D, RuleParameters>> optional,
      Step<D, DetectorRule> ofRule) {
    this.name = name;
    this.start = start;
    this.startsWith = startsWith;
    this.companions = companions;
    this.memory = memory;
    this.optional = new LinkedHashMap<>(optional);
    this.ofRule = ofRule;
  }

  /**
   * A kind of detector.
   *
   * @param name as rules call it, in lower case
   * @param start makes the detector
   * @param startsWith the parameters that {@code start} reads
   * @param <D> the detector
   * @return the kind
   */
  public static <D extends Detector<?>> DetectorKind<D> of(
      String name, Start<D> start, String... startsWith) {
    return new DetectorKind<>(
        requireNonNull(name, "name"),
        requireNonNull(start, "start"),
        List.of(startsWith),
        List.of(),
        List.of(),
        Map.of(),
        (detector, rule) -> detector);
  }

  /**
   * Names the parameters that decide what a state looks like: when one of them changes, what was
   * learned is of no use any more. All others can change while the state stays.
   *
   * @param parameters of {@code startsWith} or optional ones
   * @return the kind
   */
  public DetectorKind<D> remembersBy(String... parameters) {
    return new DetectorKind<>(
        name, start, startsWith, companions, List.of(parameters), optional, ofRule);
  }

  /**
   * An optional number.
   *
   * @param parameter its name
   * @param step takes it
   * @return the kind
   */
  public DetectorKind<D> number(String parameter, Step<D, Double> step) {
    return with(parameter, (detector, given) -> step.apply(detector, given.number(parameter)));
  }

  /**
   * An optional whole number.
   *
   * @param parameter its name
   * @param step takes it
   * @return the kind
   */
  public DetectorKind<D> count(String parameter, Step<D, Integer> step) {
    return with(parameter, (detector, given) -> step.apply(detector, given.count(parameter)));
  }

  /**
   * An optional duration.
   *
   * @param parameter its name
   * @param step takes it
   * @return the kind
   */
  public DetectorKind<D> duration(String parameter, Step<D, Duration> step) {
    return with(parameter, (detector, given) -> step.apply(detector, given.duration(parameter)));
  }

  /**
   * An optional setting of any other type, which may read several parameters.
   *
   * @param parameter the one whose presence makes the step be taken
   * @param step reads and takes it
   * @param alsoReads the others that it reads
   * @return the kind
   */
  public DetectorKind<D> with(String parameter, Step<D, RuleParameters> step, String... alsoReads) {
    requireNonNull(step, "step");
    List<String> others = new ArrayList<>(companions);
    others.addAll(List.of(alsoReads));
    Map<String, Step<D, RuleParameters>> more = new LinkedHashMap<>(optional);
    more.put(requireNonNull(parameter, "parameter"), step);
    return new DetectorKind<>(name, start, startsWith, others, memory, more, ofRule);
  }

  /**
   * Takes the rule's severity.
   *
   * @param step takes it
   * @return the kind
   */
  public DetectorKind<D> severity(Step<D, Severity> step) {
    return taking((detector, rule) -> step.apply(detector, rule.getSeverity()));
  }

  /**
   * Takes the rule's version.
   *
   * @param step takes it
   * @return the kind
   */
  public DetectorKind<D> version(Step<D, Integer> step) {
    return taking((detector, rule) -> step.apply(detector, rule.getVersion()));
  }

  private DetectorKind<D> taking(Step<D, DetectorRule> step) {
    Step<D, DetectorRule> before = ofRule;
    return new DetectorKind<>(
        name,
        start,
        startsWith,
        companions,
        memory,
        optional,
        (detector, rule) -> step.apply(before.apply(detector, rule), rule));
  }

  /**
   * The name that rules call it by.
   *
   * @return in lower case
   */
  public String name() {
    return name;
  }

  D detectorOf(DetectorRule rule) {
    requireKnown(rule.getParameters());
    RuleParameters given = new RuleParameters(rule.getParameters());
    D detector = start.apply(given);
    for (Map.Entry<String, Step<D, RuleParameters>> step : optional.entrySet()) {
      if (given.has(step.getKey())) {
        detector = step.getValue().apply(detector, given);
      }
    }
    return ofRule.apply(detector, rule);
  }

  private void requireKnown(Map<String, String> parameters) {
    TreeSet<String> known = new TreeSet<>(startsWith);
    known.addAll(companions);
    known.addAll(optional.keySet());
    for (Map.Entry<String, String> parameter : new TreeMap<>(parameters).entrySet()) {
      if (!known.contains(parameter.getKey())) {
        throw new IllegalArgumentException(
            "%s has no parameter %s (\"%s\"), it knows %s"
                .formatted(
                    name, parameter.getKey(), parameter.getValue(), String.join(", ", known)));
      }
    }
  }

  /** What decides whether a state of before can be gone on with. */
  String memoryOf(DetectorRule rule) {
    List<String> parts = new ArrayList<>();
    for (String parameter : memory) {
      String text = rule.getParameters().get(parameter);
      if (text != null) {
        parts.add(parameter + "=" + text.strip());
      }
    }
    return name + parts;
  }
}
