package dev.telemetry.flink.window;

import org.jspecify.annotations.Nullable;

/**
 * Readings of one key on their way through the shuffle: many to a record, as a record costs ten
 * times what a reading in it costs.
 */
final class Bundle<K, T> {
  final K key;
  final String metric;
  final String unit;
  final Readings readings = new Readings();

  /** How many more had no finite value. */
  int ignored;

  /** The record itself, where it may turn out to be late; the one reading is its. */
  @Nullable T record;

  Bundle(K key, String metric, String unit) {
    this.key = key;
    this.metric = metric;
    this.unit = unit;
  }

  boolean isLabelled(String otherMetric, String otherUnit) {
    return unit.equals(otherUnit) && metric.equals(otherMetric);
  }

  boolean isEmpty() {
    return readings.size() == 0 && ignored == 0;
  }

  void clear() {
    readings.clear();
    ignored = 0;
  }

  Bundle<K, T> copy() {
    Bundle<K, T> copy = new Bundle<>(key, metric, unit);
    copy.readings.addAll(readings);
    copy.ignored = ignored;
    copy.record = record;
    return copy;
  }
}
