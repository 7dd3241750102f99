package dev.telemetry.benchmarks.nab;

import dev.telemetry.benchmarks.Benchmark;
import dev.telemetry.benchmarks.CaseResult;
import dev.telemetry.benchmarks.Rounds;
import dev.telemetry.benchmarks.detect.ShippedDetectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * The Numenta Anomaly Benchmark: every file, causally and with one setting, the three scores beside
 * those that were published, and how they hold on files that were not chosen on.
 */
public final class NabBenchmark implements Benchmark {
  private static final int FOLDS = 5;

  /** By others, standard profile, from NAB's scoreboard and our own run of AWS's library. */
  private static final Map<String, Double> PUBLISHED = published();

  private final Path nab;
  private final Path results;
  private final List<String> detectors;

  /**
   * Makes the benchmark.
   *
   * @param nab folder of NAB: {@code data} and {@code labels}
   * @param results folder to write to
   * @param detector name of the one detector, empty for all
   */
  public NabBenchmark(Path nab, Path results, String detector) {
    this.nab = nab;
    this.results = results;
    this.detectors = detector.isEmpty() ? ShippedDetectors.names() : List.of(detector);
  }

  private static Map<String, Double> published() {
    Map<String, Double> scores = new LinkedHashMap<>();
    scores.put("ARTime (peeks)", 74.9);
    scores.put("Numenta HTM (peeks)", 70.1);
    scores.put("CAD OSE (peeks)", 69.9);
    scores.put("Skyline", 58.2);
    scores.put("KNN-CAD", 58.0);
    scores.put("relative entropy", 54.6);
    scores.put("AWS random cut forest, run here", 53.9);
    scores.put("Twitter", 47.1);
    scores.put("windowed Gaussian", 39.7);
    scores.put("Bayesian change point", 17.7);
    return scores;
  }

  @Override
  public String name() {
    return "nab";
  }

  @Override
  public List<String> cases() {
    return List.of("scores");
  }

  @Override
  public Optional<CaseResult> run(String name, Rounds rounds) throws IOException {
    detectors.forEach(ShippedDetectors::of);
    if (!NabCorpus.isAt(nab)) {
      System.out.printf("nab is skipped: no data and labels of NAB in %s, see -Dnab=DIR%n", nab);
      return Optional.empty();
    }
    List<NabFile> files = NabCorpus.read(nab);
    Map<String, Object> scores = new LinkedHashMap<>();
    Map<String, Double> rates = new LinkedHashMap<>();
    heading();
    for (String detector : detectors) {
      var replay = new Replay<>(ShippedDetectors.of(detector), files);
      replay.write(results, detector);
      Measured measured = Measured.of(replay, files);
      row(detector, measured);
      scores.put(detector, measured);
      rates.put(detector, replay.readingsPerSecond());
    }
    PUBLISHED.forEach(NabBenchmark::row);
    System.out.printf("%nresults of each file in %s%n", results);
    return Optional.of(new CaseResult(name, scores, rates, Map.of(), Map.of(), Map.of()));
  }

  /**
   * What a detector reaches.
   *
   * @param heldOut standard profile, the threshold of each fold from the other folds
   * @param chosen standard profile, on the half of the files that settings are chosen on
   * @param confirmed standard profile, on the other half with the threshold of the chosen one
   */
  private record Measured(
      double standard,
      double lowFp,
      double lowFn,
      double heldOut,
      double chosen,
      double confirmed,
      double readingsPerSecond,
      int stateBytes) {

    static Measured of(Replay<?> replay, List<NabFile> files) {
      NabScorer scorer = new NabScorer(files, replay.scores());
      boolean[] half = NabCorpus.chosenHalf(files);
      IntPredicate chosen = file -> half[file];
      return new Measured(
          scorer.best(NabProfile.STANDARD),
          scorer.best(NabProfile.REWARD_LOW_FP_RATE),
          scorer.best(NabProfile.REWARD_LOW_FN_RATE),
          scorer.heldOut(NabProfile.STANDARD, FOLDS),
          scorer.best(NabProfile.STANDARD, chosen),
          scorer.confirmed(NabProfile.STANDARD, chosen, chosen.negate()),
          replay.readingsPerSecond(),
          replay.stateBytes());
    }
  }

  private static void heading() {
    System.out.printf(
        "%n| %-32s | standard | low FP | low FN | %d folds | chosen on half | confirmed on other | readings/s | state B |%n"
            + "|---|--:|--:|--:|--:|--:|--:|--:|--:|%n",
        "detector", FOLDS);
  }

  private static void row(String detector, Measured measured) {
    System.out.printf(
        Locale.ROOT,
        "| %-32s | %8.1f | %6.1f | %6.1f | %7.1f | %14.1f | %18.1f | %,10.0f | %,7d |%n",
        detector,
        measured.standard,
        measured.lowFp,
        measured.lowFn,
        measured.heldOut,
        measured.chosen,
        measured.confirmed,
        measured.readingsPerSecond,
        measured.stateBytes);
  }

  private static void row(String name, double published) {
    System.out.printf(
        Locale.ROOT, "| %-32s | %8.1f | | | | | | | |%n", name + ", published", published);
  }
}
