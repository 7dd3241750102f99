package dev.telemetry.benchmarks.sketches;

import dev.telemetry.benchmarks.Benchmark;
import dev.telemetry.benchmarks.CaseResult;
import dev.telemetry.benchmarks.LoopContestant;
import dev.telemetry.benchmarks.Rounds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/**
 * What quantiles of a window of 60 slices cost: in time, in bytes, in error. Times are of one
 * thread, with values of a normal distribution around 20; an event is said in each case.
 */
public final class SketchesBenchmark implements Benchmark {
  static final double[] PROBABILITIES = {0.5, 0.95, 0.99};

  private static final int SLICES = 60;
  private static final int SMALL = 10;
  private static final int LARGE = 600;
  private static final List<Sketch<?>> ALL =
      List.of(new Ours(), new DdSketch(), new Kll(), new Req(), new Digest());

  private final double[] values = around20(new Random(1), SLICES * LARGE * 2);

  /** Makes the benchmark. */
  public SketchesBenchmark() {}

  private static double[] around20(Random random, int count) {
    return random.doubles(count).map(ignored -> 20 + random.nextGaussian()).toArray();
  }

  @Override
  public String name() {
    return "sketches";
  }

  @Override
  public List<String> cases() {
    return List.of(
        "update",
        "merge-60x10",
        "merge-60x600",
        "quantiles",
        "slide-60x10",
        "slide-60x600",
        SizeAndError.CASE);
  }

  @Override
  public Optional<CaseResult> run(String name, Rounds rounds) throws Exception {
    return Optional.of(
        switch (name) {
          case "update" ->
              measure(name, "a value, in a new sketch for each 600", rounds, this::update);
          case "merge-60x10" -> measure(name, "a merged slice", rounds, kind -> merge(kind, SMALL));
          case "merge-60x600" ->
              measure(name, "a merged slice", rounds, kind -> merge(kind, LARGE));
          case "quantiles" ->
              measure(
                  name,
                  "a merged value, then p50, p95 and p99 of 600 to 1,200",
                  rounds,
                  this::quantiles);
          case "slide-60x10" ->
              measure(name, "a value; a slide each 10", rounds, kind -> slide(kind, SMALL));
          case "slide-60x600" ->
              measure(name, "a value; a slide each 600", rounds, kind -> slide(kind, LARGE));
          default -> SizeAndError.of(ALL, values);
        });
  }

  private static CaseResult measure(
      String name, String event, Rounds rounds, Function<Sketch<?>, LoopContestant> contestant)
      throws Exception {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("event", event);
    ALL.forEach(kind -> parameters.put("guarantee of " + kind.name(), kind.guarantee()));
    return rounds.measure(name, parameters, ALL.stream().map(contestant).toList());
  }

  private <S> LoopContestant update(Sketch<S> kind) {
    return new LoopContestant(
        kind.name(),
        times -> {
          long seen = 0;
          for (int done = 0; done < times; done += LARGE) {
            int from = done % (values.length - LARGE);
            seen += kind.slice(values, from, from + Math.min(LARGE, times - done)).hashCode();
          }
          return seen;
        });
  }

  private <S> LoopContestant merge(Sketch<S> kind, int perSlice) {
    List<S> slices = slices(kind, values, perSlice);
    return new LoopContestant(
        kind.name(),
        times -> {
          long seen = 0;
          for (int done = 0; done < times; done += SLICES) {
            S window = kind.slice(values, 0, 0);
            for (int i = 0; i < SLICES && done + i < times; i++) {
              kind.merge(window, slices.get(i));
            }
            seen += window.hashCode();
          }
          return seen;
        });
  }

  static <S> List<S> slices(Sketch<S> kind, double[] values, int perSlice) {
    List<S> slices = new ArrayList<>();
    for (int i = 0; i < SLICES; i++) {
      slices.add(kind.slice(values, i * perSlice, (i + 1) * perSlice));
    }
    return slices;
  }

  /** Of a sketch that has changed each time, as results are: some keep what they have sorted. */
  private <S> LoopContestant quantiles(Sketch<S> kind) {
    List<S> ones = slices(kind, values, 1);
    double[] out = new double[PROBABILITIES.length];
    return new LoopContestant(
        kind.name(),
        times -> {
          double seen = 0;
          S sketch = kind.slice(values, 0, LARGE);
          for (int done = 0; done < times; done++) {
            if (done % LARGE == 0) {
              sketch = kind.slice(values, 0, LARGE);
            }
            kind.merge(sketch, ones.get(done % SLICES));
            kind.quantiles(sketch, PROBABILITIES, out);
            seen += out[1];
          }
          return (long) seen;
        });
  }

  private LoopContestant slide(Sketch<?> kind, int perSlice) {
    SlidingWindow window = kind.window(SLICES);
    double[] out = new double[PROBABILITIES.length];
    return new LoopContestant(
        kind.name(),
        times -> {
          for (int done = 0; done < times; done += perSlice) {
            int from = done % (values.length - perSlice);
            window.slide(values, from, from + Math.min(perSlice, times - done));
          }
          window.quantiles(PROBABILITIES, out);
          return (long) out[1];
        });
  }
}
