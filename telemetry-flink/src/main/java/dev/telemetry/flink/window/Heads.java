package dev.telemetry.flink.window;

import java.util.Arrays;

/**
 * The heads of bundles by key and label, each with a number: from 0 on, in the order in which the
 * keys come. Found by one look into a table and one at the head: with many keys, each further one
 * would cost more than the reading itself.
 */
final class Heads<K> {
  private static final int FEWEST = 64;

  /** A key's hash code, and the number of its head plus 1 below; 0 is free. */
  private long[] table = new long[2 * FEWEST];

  private Bundle.Head<K>[] heads = newHeads(FEWEST);
  private int size;

  /** Sensors that are read in turn come in the same order again; the next is beside it. */
  private int lastFound = -1;

  @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of generic types
  private static <K> Bundle.Head<K>[] newHeads(int length) {
    return new Bundle.Head[length];
  }

  int size() {
    return size;
  }

  Bundle.Head<K> get(int number) {
    return heads[number];
  }

  /** The number of the head of a key with this label, a new one where there is none. */
  int numberOf(K key, String metric, String unit) {
    int next = lastFound + 1;
    if (next == size || heads[next].key != key || !heads[next].isLabelled(metric, unit)) {
      next = find(key, metric, unit);
    }
    lastFound = next;
    return next;
  }

  private int find(K key, String metric, String unit) {
    int hash = hashOf(key);
    int mask = table.length - 1;
    for (int place = hash & mask; table[place] != 0; place = (place + 1) & mask) {
      if ((int) (table[place] >>> Integer.SIZE) == hash) {
        int number = (int) table[place] - 1;
        if (heads[number].key.equals(key) && heads[number].isLabelled(metric, unit)) {
          return number;
        }
      }
    }
    return add(new Bundle.Head<>(key, metric, unit));
  }

  /** As in HashMap, but mixed further, as places next to each other are taken too. */
  private static int hashOf(Object key) {
    int hash = key.hashCode() * 0x9E3779B9;
    return hash ^ (hash >>> 16);
  }

  private int add(Bundle.Head<K> head) {
    if (size == heads.length) {
      heads = Arrays.copyOf(heads, 2 * size);
      table = new long[4 * size];
      for (int number = 0; number < size; number++) {
        enter(heads[number].key, number);
      }
    }
    enter(head.key, size);
    heads[size] = head;
    return size++;
  }

  private void enter(K key, int number) {
    int hash = hashOf(key);
    int mask = table.length - 1;
    int place = hash & mask;
    while (table[place] != 0) {
      place = (place + 1) & mask;
    }
    table[place] = ((long) hash << Integer.SIZE) | (number + 1);
  }

  void clear() {
    table = new long[2 * FEWEST];
    heads = newHeads(FEWEST);
    size = 0;
    lastFound = -1;
  }
}
