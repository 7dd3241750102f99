package dev.telemetry.detect;

import dev.telemetry.model.DetectorRule;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes detectors from rules: the kinds by name, each with its parameters, which are called as the
 * steps of the detector in Java.
 *
 * <pre>{@code
 * threshold           above | below | above and below; clearBelow, clearAbove
 * automatic           beyond
 * novelty             beyond
 * z-score             window | readings | halfLife; afterWarmUp, BAND
 * calibrated-z-score  afterWarmUp, BAND
 * robust-z-score      window | readings; afterWarmUp, BAND
 * seasonal            period (day or week); zone, afterVisits, halfLife, BAND
 * ewma                mean and sigma | readings; lambda, beyond, REFERENCE
 * cusum               mean and sigma | readings; allowance, beyond, REFERENCE
 * control-chart       mean and sigma | readings; rules (with commas between them), REFERENCE
 * page-hinkley        readings; delta, lambda, REFERENCE
 * random-cut-forest   shingle, trees, sampleSize, afterWarmUp, beyond
 * rate-of-change      beyond | rising | falling, and per; over, clearWithin
 * flatline            lasting; readings, resolution
 * BAND                beyond, clearWithin, sigmaFloor, deadBand, relativeDeadBand
 * REFERENCE           relearnAfter, sigmaFloor
 * each                forAtLeast, clearAfter, n with m, restFor, escalateTo with escalateAfter
 * }</pre>
 *
 * <p>Numbers are in the unit of the readings, durations {@code 30s} or {@code PT30S}. A rule with
 * an unknown kind or parameter, or a value that the detector refuses, is refused with a sentence
 * that names rule, parameter and value; so is one that names the forest, which judges single values
 * here, where its library is not on the class path. Immutable.
 */
public final class DetectorCatalog implements Serializable {
  private static final long serialVersionUID = 1;

  private final TreeMap<String, DetectorKind<?>> kinds;

  private DetectorCatalog(Map<String, DetectorKind<?>> kinds) {
    this.kinds = new TreeMap<>(kinds);
  }

  /**
   * The detectors of this package.
   *
   * @return the catalog
   */
  public static DetectorCatalog standard() {
    DetectorCatalog catalog = new DetectorCatalog(Map.of());
    for (DetectorKind<?> kind : StandardKinds.ALL) {
      catalog = catalog.with(kind);
    }
    return catalog;
  }

  /**
   * A catalog with one more kind, or with another under the same name.
   *
   * @param kind to add
   * @return the catalog
   */
  public DetectorCatalog with(DetectorKind<?> kind) {
    TreeMap<String, DetectorKind<?>> more = new TreeMap<>(kinds);
    more.put(kind.name(), kind);
    return new DetectorCatalog(more);
  }

  /**
   * The detector that a rule describes.
   *
   * @param rule what to make
   * @return the detector, with the rule's severity and version
   * @throws IllegalArgumentException with a sentence for the rule's author
   */
  public Detector<?> detectorOf(DetectorRule rule) {
    try {
      return kindOf(rule).detectorOf(rule);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new IllegalArgumentException("rule " + rule.getId() + ": " + e.getMessage(), e);
    }
  }

  /**
   * What decides whether the states that one version of a rule left can be gone on with by another:
   * the kind and those parameters that shape its memory.
   *
   * @param rule that {@link #detectorOf} accepts
   * @return the same text where the state can stay
   */
  public String memoryOf(DetectorRule rule) {
    return kindOf(rule).memoryOf(rule);
  }

  /**
   * The kinds that rules may name.
   *
   * @return their names in order
   */
  public List<String> names() {
    return List.copyOf(kinds.keySet());
  }

  private DetectorKind<?> kindOf(DetectorRule rule) {
    DetectorKind<?> kind = kinds.get(rule.getDetector());
    if (kind == null) {
      throw new IllegalArgumentException(
          "there is no detector \"%s\", only %s"
              .formatted(rule.getDetector(), String.join(", ", kinds.keySet())));
    }
    return kind;
  }
}
