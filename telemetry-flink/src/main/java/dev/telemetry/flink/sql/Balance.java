package dev.telemetry.flink.sql;

import dev.telemetry.stats.Histogram;
import dev.telemetry.stats.QuantileBins;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Values that were added, and those that were taken back before they came: where SQL aggregates in
 * two phases, a part may hold the end of a value whose beginning is in another.
 */
final class Balance {
  private static final QuantileBins BINS =
      QuantileBins.ofRelativeAccuracy(TelemetryQuantile.RELATIVE_ACCURACY);

  private final Histogram values = new Histogram(BINS);
  private final Histogram owed = new Histogram(BINS);

  void add(double value) {
    book(BINS.binOf(value), 1, values, owed);
  }

  void takeBack(double value) {
    book(BINS.binOf(value), 1, owed, values);
  }

  void merge(Balance part) {
    if (owed.count() == 0) {
      values.merge(part.values);
    } else {
      part.values.forEach((bin, count) -> book(bin, count, values, owed));
    }
    part.owed.forEach((bin, count) -> book(bin, count, owed, values));
  }

  private static void book(int bin, long count, Histogram side, Histogram opposite) {
    long settled = Math.min(count, opposite.count(bin));
    opposite.remove(bin, settled);
    side.add(bin, count - settled);
  }

  boolean isEmpty() {
    return values.count() == 0;
  }

  double quantile(double probability) {
    return values.quantile(probability);
  }

  void writeTo(DataOutput out) throws IOException {
    values.writeTo(out);
    owed.writeTo(out);
  }

  void readFrom(DataInput in) throws IOException {
    values.readFrom(in);
    owed.readFrom(in);
  }
}
