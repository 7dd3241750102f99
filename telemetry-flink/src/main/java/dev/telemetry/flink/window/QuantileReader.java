package dev.telemetry.flink.window;

import dev.telemetry.model.Quantile;
import dev.telemetry.stats.Histogram;
import dev.telemetry.stats.Moments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the quantiles that are asked for out of histograms, one after the other. */
final class QuantileReader {
  private final double[] probabilities;
  private final double[] ascending;
  private final double[] found;

  /** Where each probability is among the ascending ones. */
  private final int[] places;

  QuantileReader(List<Double> probabilities) {
    this.probabilities = probabilities.stream().mapToDouble(each -> each).toArray();
    ascending = Arrays.stream(this.probabilities).sorted().toArray();
    found = new double[ascending.length];
    places =
        Arrays.stream(this.probabilities)
            .mapToInt(probability -> Arrays.binarySearch(ascending, probability))
            .toArray();
  }

  /** In the order asked; null where none is asked for. */
  @Nullable List<Quantile> read(Histogram values, Moments moments) {
    if (probabilities.length == 0) {
      return null;
    }
    values.quantiles(ascending, moments.min(), moments.max(), found);
    List<Quantile> quantiles = new ArrayList<>(found.length);
    for (int i = 0; i < found.length; i++) {
      quantiles.add(new Quantile(probabilities[i], found[places[i]]));
    }
    return quantiles;
  }
}
