package dev.telemetry.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Runs contestants in turn, round by round, after a warm-up of two shorter rounds (of one, where
 * that took longer than a measured one), and takes medians; the order turns by one each round, so
 * that none always follows the same. Two are compared within each round first, so that a machine
 * that is slower for a while slows both of a ratio.
 *
 * @param count of measured rounds
 * @param seconds of each contestant's part of a round
 */
public record Rounds(int count, double seconds) {
  private static final double WARM_UP_SHARE = 0.4;

  /**
   * Longer ones, for a case that needs them.
   *
   * @param times as long
   * @return the rounds
   */
  public Rounds longer(double times) {
    return new Rounds(count, seconds * times);
  }

  /**
   * The same, but not shorter than this.
   *
   * @param leastSeconds of each contestant's part of a round
   * @return the rounds
   */
  public Rounds atLeast(double leastSeconds) {
    return new Rounds(count, Math.max(seconds, leastSeconds));
  }

  /**
   * More and shorter ones in the same time, for contestants that start at once: what else the
   * machine does then hits both of a round alike.
   *
   * @param times as many
   * @return the rounds
   */
  public Rounds split(int times) {
    return new Rounds(count * times, seconds / times);
  }

  /**
   * Measures a case.
   *
   * @param name of the case
   * @param parameters what is the same for all contestants
   * @param contestants the first is the one that the others are compared with
   * @return medians
   * @throws Exception as a contestant says
   */
  public CaseResult measure(
      String name, Map<String, Object> parameters, List<? extends Contestant> contestants)
      throws Exception {
    return measure(name, parameters, contestants, Ratio.ofFirst(contestants));
  }

  /**
   * Measures a case.
   *
   * @param name of the case
   * @param parameters what is the same for all contestants
   * @param contestants all of them
   * @param ratios which rates are compared
   * @return medians
   * @throws Exception as a contestant says
   */
  public CaseResult measure(
      String name,
      Map<String, Object> parameters,
      List<? extends Contestant> contestants,
      List<Ratio> ratios)
      throws Exception {
    Map<Contestant, List<Measurement>> all = new LinkedHashMap<>();
    for (Contestant contestant : contestants) {
      all.put(contestant, new ArrayList<>());
      Measurement warm = contestant.run(seconds * WARM_UP_SHARE);
      if (warm.nanos() < seconds * 1e9) {
        warm = contestant.run(seconds * WARM_UP_SHARE);
      }
      say("%s  warm-up    %-22s %s", name, contestant.name(), told(warm));
    }
    for (int round = 0; round < count; round++) {
      for (int i = 0; i < contestants.size(); i++) {
        Contestant contestant = contestants.get((i + round) % contestants.size());
        Measurement one = contestant.run(seconds);
        all.getOrDefault(contestant, List.of()).add(one);
        say("%s  round %d/%d  %-22s %s", name, round + 1, count, contestant.name(), told(one));
      }
    }
    return result(name, parameters, ratios, all);
  }

  private CaseResult result(
      String name,
      Map<String, Object> parameters,
      List<Ratio> ratios,
      Map<Contestant, List<Measurement>> all) {
    Map<String, Double> rates = new LinkedHashMap<>();
    Map<String, Double> cpu = new LinkedHashMap<>();
    Map<String, Double> ratio = new LinkedHashMap<>();
    Map<String, Double> spread = new LinkedHashMap<>();
    Map<String, Object> own = new LinkedHashMap<>();
    Map<String, double[]> ratiosOfRounds = new LinkedHashMap<>();
    all.forEach(
        (contestant, rounds) -> {
          double[] sorted = sorted(rounds, Measurement::eventsPerSecond);
          rates.put(contestant.name(), median(sorted));
          cpu.put(contestant.name(), median(sorted(rounds, Measurement::cpuNanosPerEvent)));
          spread.put(contestant.name(), (sorted[sorted.length - 1] - sorted[0]) / median(sorted));
          own.put(contestant.name(), parametersOf(contestant, rounds));
        });
    for (Ratio one : ratios) {
      double[] ofRounds = ratios(roundsOf(one.of(), all), roundsOf(one.to(), all));
      ratiosOfRounds.put(one.name(), ofRounds);
      ratio.put(one.name(), median(ofRounds));
    }
    Map<String, Object> told = new LinkedHashMap<>(parameters);
    told.put("ratio", "the median of the ratios of each round");
    told.put("ratiosOfRoundsInOrderOfSize", ratiosOfRounds);
    told.put("rounds", count);
    told.put("secondsPerRound", seconds);
    told.put("contestants", own);
    return new CaseResult(name, told, rates, cpu, ratio, spread);
  }

  private static List<Measurement> roundsOf(String name, Map<Contestant, List<Measurement>> all) {
    return all.entrySet().stream()
        .filter(each -> each.getKey().name().equals(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> new BenchmarkException("there is no contestant " + name));
  }

  private static double[] ratios(List<Measurement> of, List<Measurement> to) {
    return IntStream.range(0, of.size())
        .mapToDouble(round -> of.get(round).eventsPerSecond() / to.get(round).eventsPerSecond())
        .sorted()
        .toArray();
  }

  private static Map<String, Object> parametersOf(Contestant contestant, List<Measurement> rounds) {
    Map<String, Object> own = new LinkedHashMap<>(contestant.parameters());
    own.put("eventsPerRound", (long) median(sorted(rounds, Measurement::events)));
    own.put("resultsPerRound", (long) median(sorted(rounds, Measurement::results)));
    own.put("checkpointsInAllRounds", rounds.stream().mapToLong(Measurement::checkpoints).sum());
    return own;
  }

  private static double[] sorted(List<Measurement> rounds, ToDoubleFunction<Measurement> figure) {
    double[] figures = rounds.stream().mapToDouble(figure).toArray();
    Arrays.sort(figures);
    return figures;
  }

  private static double median(double[] sorted) {
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private static String told(Measurement one) {
    return String.format(
        Locale.ROOT,
        "%,14.0f events/s  %,10.0f ns CPU  (%,d events in %.1f s)",
        one.eventsPerSecond(),
        one.cpuNanosPerEvent(),
        one.events(),
        one.nanos() / 1e9);
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
