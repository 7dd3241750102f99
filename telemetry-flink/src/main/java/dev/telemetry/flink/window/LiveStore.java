package dev.telemetry.flink.window;

import java.util.function.BiConsumer;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.jspecify.annotations.Nullable;

/** States on the heap, where the backend holds the very object. */
final class LiveStore<K> implements KeyStore<K> {
  private final KeyedStateBackend<K> backend;
  private final ValueStateDescriptor<KeyState> descriptor;
  private final ValueState<KeyState> states;
  private final PaneBlocks blocks;
  private final Windows windows;

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
  public @Nullable KeyState get(K key) throws Exception {
    backend.setCurrentKey(key);
    return states.value();
  }

  @Override
  public void put(K key, KeyState state) throws Exception {
    if (!state.isStored) {
      state.isStored = true;
      states.update(state);
    }
  }

  @Override
  public void remove(K key) {
    states.clear();
  }

  @Override
  public void write() {
    // the backend has it all
  }

  @Override
  public void forEach(BiConsumer<K, KeyState> visitor) throws Exception {
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
          visitor.accept(key, restored);
        });
  }
}
