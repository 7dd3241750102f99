package dev.telemetry.kafka.serde;

import dev.telemetry.model.Course;
import dev.telemetry.model.HistogramBin;
import dev.telemetry.model.Quantile;
import dev.telemetry.model.ValueHistogram;
import dev.telemetry.model.WindowStatistics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the statistics of windows: of all results, jobs have these the most. */
final class StatisticsEncoder {
  private StatisticsEncoder() {}

  static void encode(WindowStatistics statistics, AvroBytes out) {
    out.putString(statistics.getOperator());
    out.putString(statistics.getKey());
    out.putString(statistics.getMetric());
    out.putString(statistics.getUnit());
    out.putLong(statistics.getWindowStart().toEpochMilli());
    out.putLong(statistics.getWindowEnd().toEpochMilli());
    out.putLong(statistics.getCount());
    out.putDouble(statistics.getMean());
    out.putDouble(statistics.getVariance());
    out.putDouble(statistics.getMin());
    out.putDouble(statistics.getMax());
    out.putDouble(statistics.getFirst());
    out.putDouble(statistics.getLast());
    out.putDouble(statistics.getSum());
    out.putLong(statistics.getRevision());
    encodeDetails(statistics, out);
  }

  private static void encodeDetails(WindowStatistics statistics, AvroBytes out) {
    List<Quantile> quantiles = statistics.getQuantiles();
    if (isThere(quantiles, out)) {
      encodeQuantiles(quantiles, out);
    }
    ValueHistogram histogram = statistics.getHistogram();
    if (isThere(histogram, out)) {
      encodeHistogram(histogram, out);
    }
    Course course = statistics.getCourse();
    if (isThere(course, out)) {
      encodeCourse(course, out);
    }
  }

  /** Writes which of the two it is, null or a value. */
  private static boolean isThere(@Nullable Object value, AvroBytes out) {
    out.putLong(value == null ? 0 : 1);
    return value != null;
  }

  private static void encodeQuantiles(List<Quantile> quantiles, AvroBytes out) {
    begin(quantiles, out);
    for (Quantile quantile : quantiles) {
      out.putDouble(quantile.getProbability());
      out.putDouble(quantile.getValue());
    }
    end(out);
  }

  private static void encodeHistogram(ValueHistogram histogram, AvroBytes out) {
    out.putDouble(histogram.getRelativeAccuracy());
    begin(histogram.getBins(), out);
    for (HistogramBin bin : histogram.getBins()) {
      out.putDouble(bin.getLower());
      out.putDouble(bin.getUpper());
      out.putLong(bin.getCount());
    }
    end(out);
  }

  private static void encodeCourse(Course course, AvroBytes out) {
    out.putDouble(course.getDelta());
    encodeOptional(course.getRatePerSecond(), out);
    encodeOptional(course.getSlopePerSecond(), out);
    encodeOptional(course.getTimeWeightedMean(), out);
    out.putDouble(course.getCoveredSeconds());
    encodeOptional(course.getSecondsAbove(), out);
    out.putLong(course.getChanges());
    out.putDouble(course.getIncrease());
  }

  private static void encodeOptional(@Nullable Double value, AvroBytes out) {
    if (value == null) {
      out.putLong(0);
    } else {
      out.putLong(1);
      out.putDouble(value);
    }
  }

  /** One block with all items, none for no items. */
  private static void begin(List<?> items, AvroBytes out) {
    if (!items.isEmpty()) {
      out.putLong(items.size());
    }
  }

  private static void end(AvroBytes out) {
    out.putLong(0);
  }
}
