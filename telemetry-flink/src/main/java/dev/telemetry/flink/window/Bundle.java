package dev.telemetry.flink.window;

import org.jspecify.annotations.Nullable;

/**
 * Readings of one key on their way through the shuffle: many to a record, as a record costs ten
 * times what a reading in it costs.
 */
final class Bundle<K, T> {
  final Head<K> head;
  final Readings readings;

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

    /** Behind the shuffle, once it was looked for there. */
    @Nullable Held<K> held;

    Head(K key, String metric, String unit) {
      this.key = key;
      this.metric = metric;
      this.unit = unit;
    }

    boolean isLabelled(String metric, String unit) {
      return this.unit.equals(unit) && this.metric.equals(metric);
    }
  }

  Bundle(Head<K> head) {
    this(head, new Readings());
  }

  Bundle(Head<K> head, Readings readings) {
    this.head = head;
    this.readings = readings;
  }

  K key() {
    return head.key;
  }

  Bundle<K, T> copy() {
    Bundle<K, T> copy = new Bundle<>(head);
    copy.readings.addAll(readings);
    copy.ignored = ignored;
    copy.record = record;
    return copy;
  }
}
