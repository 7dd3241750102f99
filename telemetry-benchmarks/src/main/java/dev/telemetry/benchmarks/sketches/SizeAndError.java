package dev.telemetry.benchmarks.sketches;

import dev.telemetry.benchmarks.CaseResult;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Bytes of slices and windows, written and on the heap, and the largest relative error of p50, p95
 * and p99 over windows of 36,000 values.
 */
final class SizeAndError {
  static final String CASE = "size-and-error";

  private static final int SLICES = 60;
  private static final int WINDOWS = 20;
  private static final int HEAP_COPIES = 200;

  private final double[] values;

  private SizeAndError(double[] values) {
    this.values = values;
  }

  static CaseResult of(List<Sketch<?>> kinds, double[] values) {
    SizeAndError measured = new SizeAndError(values);
    Map<String, Object> parameters = new LinkedHashMap<>();
    for (Sketch<?> kind : kinds) {
      Map<String, Object> figures = measured.figures(kind);
      parameters.put(kind.name(), figures);
      figures.forEach(
          (name, figure) -> System.out.printf("%-10s %-44s %s%n", kind.name(), name, figure));
    }
    return new CaseResult(CASE, parameters, Map.of(), Map.of(), Map.of(), Map.of());
  }

  private <S> Map<String, Object> figures(Sketch<S> kind) {
    Map<String, Object> figures = new LinkedHashMap<>();
    for (int perSlice : new int[] {10, 600}) {
      figures.put("bytes written, slice of " + perSlice, kind.bytes(slice(kind, perSlice)));
      figures.put(
          "bytes on heap, slice of " + perSlice, onHeap(() -> slice(kind, perSlice), SLICES));
      figures.put("bytes written, 60 slices of " + perSlice, windowWritten(kind, perSlice));
      figures.put(
          "bytes on heap, 60 slices of " + perSlice, onHeap(() -> window(kind, perSlice), 1));
    }
    putErrors(figures, kind, "normal around 20", random -> 20 + random.nextGaussian());
    putErrors(figures, kind, "mixed sign", Random::nextGaussian);
    putErrors(figures, kind, "heavy tail", random -> 1 / (1 - random.nextDouble()));
    return figures;
  }

  private <S> S slice(Sketch<S> kind, int perSlice) {
    return kind.slice(values, 0, perSlice);
  }

  /** What an operator keeps of a window: for peers at least the slices. */
  private <S> Object window(Sketch<S> kind, int perSlice) {
    return kind instanceof Ours ours
        ? filled(ours, perSlice)
        : SketchesBenchmark.slices(kind, values, perSlice);
  }

  private Ours.Window filled(Ours ours, int perSlice) {
    Ours.Window window = ours.window(SLICES);
    for (int i = 0; i < SLICES; i++) {
      window.slide(values, i * perSlice, (i + 1) * perSlice);
    }
    return window;
  }

  private <S> int windowWritten(Sketch<S> kind, int perSlice) {
    return kind instanceof Ours ours
        ? filled(ours, perSlice).bytes()
        : SketchesBenchmark.slices(kind, values, perSlice).stream().mapToInt(kind::bytes).sum();
  }

  private static long onHeap(Supplier<?> made, int times) {
    int copies = HEAP_COPIES * times;
    List<Object> kept = new ArrayList<>(copies);
    long before = used();
    for (int i = 0; i < copies; i++) {
      kept.add(made.get());
    }
    long bytes = (used() - before) / copies;
    return kept.isEmpty() ? 0 : bytes;
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static <S> void putErrors(
      Map<String, Object> figures, Sketch<S> kind, String data, ToDoubleFunction<Random> next) {
    double[] errors = new double[SketchesBenchmark.PROBABILITIES.length];
    for (int seed = 0; seed < WINDOWS; seed++) {
      Random random = new Random(seed);
      double[] window =
          random.doubles(SLICES * 600L).map(ignored -> next.applyAsDouble(random)).toArray();
      addErrors(kind, window, errors);
    }
    for (int i = 0; i < errors.length; i++) {
      figures.put(
          "error of p%.0f, %s".formatted(100 * SketchesBenchmark.PROBABILITIES[i], data),
          String.format(Locale.ROOT, "%.3f %%", 100 * errors[i]));
    }
  }

  /** Keeps the largest error of each quantile. */
  private static <S> void addErrors(Sketch<S> kind, double[] window, double[] errors) {
    S all = kind.slice(window, 0, 0);
    SketchesBenchmark.slices(kind, window, 600).forEach(slice -> kind.merge(all, slice));
    double[] found = new double[errors.length];
    kind.quantiles(all, SketchesBenchmark.PROBABILITIES, found);
    double[] sorted = window.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < errors.length; i++) {
      double exact = sorted[(int) (SketchesBenchmark.PROBABILITIES[i] * (sorted.length - 1))];
      errors[i] = Math.max(errors[i], Math.abs(found[i] - exact) / Math.abs(exact));
    }
  }
}
