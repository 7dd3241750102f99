package dev.telemetry.benchmarks.detect;

import dev.telemetry.benchmarks.BenchmarkException;
import dev.telemetry.detect.Detector;
import dev.telemetry.detect.Detectors;
import dev.telemetry.detect.Novelty;
import dev.telemetry.detect.ZScore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The detectors that need no settings of the data, by name. */
public final class ShippedDetectors {
  /** The one that is used where none is named. */
  public static final String DEFAULT = "automatic";

  private static final Map<String, Detector<?>> ALL = all();

  private ShippedDetectors() {}

  private static Map<String, Detector<?>> all() {
    Map<String, Detector<?>> all = new LinkedHashMap<>();
    all.put(DEFAULT, Detectors.automatic());
    all.put("novelty", Novelty.ofValues());
    all.put("z-score", ZScore.rolling(400).beyond(6).restFor(100));
    return all;
  }

  /**
   * Their names.
   *
   * @return the default first
   */
  public static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /**
   * A detector.
   *
   * @param name one of {@link #names}
   * @return the detector
   * @throws BenchmarkException if there is none of that name
   */
  public static Detector<?> of(String name) {
    Detector<?> detector = ALL.get(name);
    if (detector == null) {
      throw new BenchmarkException(
          "-Ddetector must be one of %s, was \"%s\"".formatted(String.join(", ", names()), name));
    }
    return detector;
  }
}
