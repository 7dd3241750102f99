package dev.telemetry.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * Runs contestants in turn, round by round, after a warm-up of two shorter rounds (of one, where
 * that took longer than a measured one), and takes medians; the order turns by one each round, so
 * that none always follows the same.
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
    all.forEach(
        (contestant, rounds) -> {
          double[] sorted = sorted(rounds, Measurement::eventsPerSecond);
          rates.put(contestant.name(), median(sorted));
          cpu.put(contestant.name(), median(sorted(rounds, Measurement::cpuNanosPerEvent)));
          spread.put(contestant.name(), (sorted[sorted.length - 1] - sorted[0]) / median(sorted));
          own.put(contestant.name(), parametersOf(contestant, rounds));
        });
    for (Ratio one : ratios) {
      ratio.put(one.name(), rate(rates, one.of()) / rate(rates, one.to()));
    }
    Map<String, Object> told = new LinkedHashMap<>(parameters);
    told.put("rounds", count);
    told.put("secondsPerRound", seconds);
    told.put("contestants", own);
    return new CaseResult(name, told, rates, cpu, ratio, spread);
  }

  private static double rate(Map<String, Double> rates, String contestant) {
    return Objects.requireNonNull(rates.get(contestant), contestant);
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
