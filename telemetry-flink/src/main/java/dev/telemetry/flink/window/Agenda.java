package dev.telemetry.flink.window;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which keys have something to do at which moment of event time. Many keys share a moment, as
 * windows end together; a timer for each key would cost more than all the rest. Not part of any
 * state: it is made anew from the keys' states.
 */
final class Agenda<K> {
  private final TreeMap<Long, List<K>> keys = new TreeMap<>();
  private long lastMoment;
  private @Nullable List<K> lastKeys;

  /** How many keys the moment before had: those of the next are mostly as many. */
  private int expected;

  void add(long moment, K key) {
    if (lastKeys == null || lastMoment != moment) {
      lastKeys = keys.computeIfAbsent(moment, unknown -> new ArrayList<>(expected));
      lastMoment = moment;
    }
    lastKeys.add(key);
  }

  /** Takes out the keys of the earliest moment, if it has come. */
  Map.@Nullable Entry<Long, List<K>> takeUntil(long moment) {
    if (keys.isEmpty() || keys.firstKey() > moment) {
      return null;
    }
    lastKeys = null;
    Map.Entry<Long, List<K>> first = keys.pollFirstEntry();
    expected = first.getValue().size();
    return first;
  }
}
