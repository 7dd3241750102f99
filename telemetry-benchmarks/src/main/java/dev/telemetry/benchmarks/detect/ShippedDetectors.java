package dev.telemetry.benchmarks.detect;

import dev.telemetry.benchmarks.BenchmarkException;
import dev.telemetry.detect.Detector;
import dev.telemetry.detect.Detectors;
import dev.telemetry.detect.Dimension;
import dev.telemetry.detect.Novelty;
import dev.telemetry.detect.RandomCutForest;
import dev.telemetry.detect.RobustZScore;
import dev.telemetry.detect.Seasonal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The detectors that need no settings of the data, by name, and one peer. */
public final class ShippedDetectors {
  /** The one that is used where none is named. */
  public static final String DEFAULT = "automatic";

  /** The one that judges all columns together. */
  private static final String FOREST = "random-cut-forest";

  private static final Map<String, Detector<?>> ALL = all();

  private ShippedDetectors() {}

  private static Map<String, Detector<?>> all() {
    Map<String, Detector<?>> all = new LinkedHashMap<>();
    all.put(DEFAULT, Detectors.automatic());
    all.put("novelty", Novelty.ofValues());
    all.put("z-score", Detectors.zScore());
    all.put("robust-z-score", RobustZScore.rolling(256).beyond(10));
    all.put("seasonal", Seasonal.daily());
    all.put(FOREST, forest(List.of("value")));
    all.put("aws-trcf", new AwsForest()); // the peer of the one above
    return all;
  }

  private static RandomCutForest forest(List<String> columns) {
    return RandomCutForest.of(
        columns.stream().map(name -> Dimension.of(name, "")).toArray(Dimension[]::new));
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
   * What judges the rows of a file.
   *
   * @param name one of {@link #names}
   * @param columns names of the columns
   * @return all columns together where the detector can, else each alone
   */
  static RowDetector ofRows(String name, List<String> columns) {
    return name.equals(FOREST) && columns.size() > 1
        ? new AllColumns<>(forest(columns))
        : new EachColumn(of(name), columns);
  }

  /**
   * A detector of single values.
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
