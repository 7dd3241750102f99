package dev.telemetry.flink.window;

import java.util.function.BiConsumer;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.jspecify.annotations.Nullable;

/**
 * States on the heap, where the backend holds the very object. It may hold a copy from the first
 * look-up after a checkpoint began on, so there is one for each key and checkpoint, and none else.
 */
final class LiveStore<K> implements KeyStore<K> {
  private static final int GONE = 0;

  private final KeyedStateBackend<K> backend;
  private final ValueStateDescriptor<KeyState> descriptor;
  private final ValueState<KeyState> states;
  private final PaneBlocks blocks;
  private final Windows windows;

  /** Counts checkpoints. */
  private int epoch = 1;

  LiveStore(
      KeyedStateBackend<K> backend,
      ValueStateDescriptor<KeyState> descriptor,
      ValueState<KeyState> states,
      PaneBlocks blocks,
      Windows windows) {
    this.backend = backend;
    this.descriptor = descriptor;
    this.states = states;
    this.blocks = blocks;
    this.windows = windows;
  }

  @Override
  public @Nullable KeyState get(Held<K> key) throws Exception {
    KeyState seen = key.seen;
    if (seen != null && seen.epoch == epoch) {
      return seen;
    }
    backend.setCurrentKey(key.key);
    KeyState found = states.value();
    if (found != null) {
      found.epoch = epoch;
      found.name = key.name;
    }
    key.seen = found;
    return found;
  }

  @Override
  public void put(Held<K> key, KeyState state) throws Exception {
    if (!state.isStored) {
      backend.setCurrentKey(key.key);
      states.update(state);
      state.isStored = true;
      state.epoch = epoch;
      key.seen = state;
    }
  }

  @Override
  public void remove(Held<K> key) {
    backend.setCurrentKey(key.key);
    states.clear();
    if (key.seen != null) {
      // others may have seen it too
      key.seen.epoch = GONE;
      key.seen = null;
    }
  }

  @Override
  public boolean isLive() {
    return true;
  }

  @Override
  public void write() {
    // the backend has it all
    epoch++;
  }

  @Override
  public void forEach(BiConsumer<Held<K>, KeyState> visitor) throws Exception {
    backend.applyToAllKeys(
        VoidNamespace.INSTANCE,
        VoidNamespaceSerializer.INSTANCE,
        descriptor,
        (key, state) -> {
          KeyState restored = state.value();
          if (restored.panesApart) {
            blocks.read(restored);
            blocks.clear();
            restored.panesApart = false;
          }
          restored.fit(windows);
          restored.isStored = true;
          visitor.accept(new Held<>(this, key), restored);
        });
  }
}
