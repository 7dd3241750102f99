package dev.telemetry.flink.window;

import org.jspecify.annotations.Nullable;

/**
 * A key that a store holds, with the state that it was seen with last: so the state is at hand
 * without a look-up, which with many keys costs more than all that is done with it.
 */
final class Held<K> {
  final KeyStore<K> store;
  final K key;

  /** The key as results name it. */
  final String name;

  /** To be asked for by {@link KeyStore#get} only, as it may be another by now. */
  @Nullable KeyState seen;

  Held(KeyStore<K> store, K key) {
    this.store = store;
    this.key = key;
    this.name = String.valueOf(key);
  }
}
