package dev.telemetry.flink.window;

import dev.telemetry.model.Course;
import dev.telemetry.model.HistogramBin;
import dev.telemetry.model.ValueHistogram;
import dev.telemetry.stats.Histogram;
import dev.telemetry.stats.Moments;
import dev.telemetry.stats.QuantileBins;
import dev.telemetry.stats.TimeCourse;
import dev.telemetry.stats.TimeCourse.Rules;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of windows beyond their moments, and how it is told in a result.
 *
 * @param probabilities of the quantiles, in the order asked; empty for none
 * @param histogram whether the histogram itself is told
 * @param relativeAccuracy of quantiles and histogram
 * @param course the rules of the course; null where it is not asked for
 */
record Details(
    List<Double> probabilities, boolean histogram, double relativeAccuracy, @Nullable Rules course)
    implements Serializable {
  static final double USUAL_ACCURACY = 0.01;
  static final Details NONE = new Details(List.of(), false, USUAL_ACCURACY, null);

  Details {
    probabilities = new ArrayList<>(probabilities);
    for (double probability : probabilities) {
      if (!(probability >= 0 && probability <= 1)) {
        throw new IllegalArgumentException("quantiles must be from 0 to 1, was " + probability);
      }
    }
    bins(relativeAccuracy);
  }

  private static QuantileBins bins(double relativeAccuracy) {
    return QuantileBins.ofRelativeAccuracy(relativeAccuracy);
  }

  Details quantiles(double... newProbabilities) {
    return new Details(
        Arrays.stream(newProbabilities).boxed().toList(), histogram, relativeAccuracy, course);
  }

  Details withHistogram() {
    return new Details(probabilities, true, relativeAccuracy, course);
  }

  Details accuracy(double newAccuracy) {
    return new Details(probabilities, histogram, newAccuracy, course);
  }

  Details course(Rules rules) {
    return new Details(probabilities, histogram, relativeAccuracy, rules);
  }

  boolean areWanted() {
    return countsValues() || course != null;
  }

  boolean countsValues() {
    return histogram || !probabilities.isEmpty();
  }

  QuantileBins bins() {
    return bins(relativeAccuracy);
  }

  @Nullable ValueHistogram histogramOf(Histogram values) {
    if (!histogram) {
      return null;
    }
    List<HistogramBin> filled = new ArrayList<>();
    QuantileBins bins = values.bins();
    values.forEach(
        (bin, count) ->
            filled.add(new HistogramBin(bins.lowerBound(bin), bins.upperBound(bin), count)));
    return new ValueHistogram(relativeAccuracy, filled);
  }

  static Course courseOf(TimeCourse course, Moments moments, long startMillis, long endMillis) {
    double delta = moments.last() - moments.first();
    long millis = moments.lastMillis() - moments.firstMillis();
    return new Course(
        delta,
        millis > 0 ? delta / millis * 1000 : null,
        orNull(course.slopePerSecond()),
        orNull(course.timeWeightedMean(startMillis, endMillis)),
        course.coveredSeconds(startMillis, endMillis),
        orNull(course.secondsAbove(startMillis, endMillis)),
        course.changes(),
        course.increase());
  }

  private static @Nullable Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
