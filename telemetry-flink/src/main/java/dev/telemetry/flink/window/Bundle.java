package dev.telemetry.flink.window;

import org.jspecify.annotations.Nullable;

/**
 * Readings of one key on their way through the shuffle: many to a record, as a record costs ten
 * times what a reading in it costs.
 */
final class Bundle<K, T> {
  final Head<K> head;
  final Readings readings = new Readings();

  /** How many more had no finite value. */
  int ignored;

  /** The record itself, where it may turn out to be late; the one reading is its. */
  @Nullable T record;

  /** What the bundles of a key have in common; shared, with its bytes once it was written. */
  static final class Head<K> {
    final K key;
    final String metric;
    final String unit;
    byte @Nullable [] bytes;

    Head(K key, String metric, String unit) {
      this.key = key;
      this.metric = metric;
      this.unit = unit;
    }
  }

  Bundle(Head<K> head) {
    this.head = head;
  }

  K key() {
    return head.key;
  }

  boolean isLabelled(String metric, String unit) {
    return head.unit.equals(unit) && head.metric.equals(metric);
  }

  boolean isEmpty() {
    return readings.size() == 0 && ignored == 0;
  }

  void clear() {
    readings.clear();
    ignored = 0;
  }

  Bundle<K, T> copy() {
    Bundle<K, T> copy = new Bundle<>(head);
    copy.readings.addAll(readings);
    copy.ignored = ignored;
    copy.record = record;
    return copy;
  }
}
