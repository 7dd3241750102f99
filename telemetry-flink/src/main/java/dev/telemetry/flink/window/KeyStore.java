package dev.telemetry.flink.window;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Where the states of the keys are. */
interface KeyStore<K> {

  /** The state of a key, which may be changed; null when there is none. */
  @Nullable KeyState get(Held<K> key) throws Exception;

  /** A state is new or has changed. */
  void put(Held<K> key, KeyState state) throws Exception;

  /** A key has nothing left. */
  void remove(Held<K> key) throws Exception;

  /** Whether a state stays on the heap, with all that is not part of it, until a checkpoint. */
  boolean isLive();

  /** Before a checkpoint. */
  void write() throws Exception;

  /** Goes through all keys, after a restore. */
  void forEach(BiConsumer<Held<K>, KeyState> visitor) throws Exception;
}
