package dev.telemetry.examples.factory.dashboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;

/** The latest of each thing, and which of them the pages have not seen; not thread-safe. */
final class Latest<V> {
  private final Map<String, V> all;
  private final Map<String, V> unsent;
  private final BinaryOperator<V> merge;

  /**
   * @param most how many are kept; beyond that the one that came first is forgotten
   * @param merge makes one of the known and the new
   */
  Latest(int most, BinaryOperator<V> merge) {
    this.all = bounded(most);
    this.unsent = bounded(most);
    this.merge = merge;
  }

  void put(String key, V value) {
    unsent.put(key, all.merge(key, value, merge));
  }

  Optional<V> get(String key) {
    return Optional.ofNullable(all.get(key));
  }

  List<V> all() {
    return List.copyOf(all.values());
  }

  List<V> drain() {
    List<V> taken = new ArrayList<>(unsent.values());
    unsent.clear();
    return taken;
  }

  static <V> Map<String, V> bounded(int limit) {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > limit;
      }
    };
  }
}
