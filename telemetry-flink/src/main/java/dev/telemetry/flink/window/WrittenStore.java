package dev.telemetry.flink.window;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.jspecify.annotations.Nullable;

/**
 * States that a backend holds as bytes, RocksDB for one: those in use are objects on the heap and
 * are written before each checkpoint, only what changed. When they take more than their share of
 * the heap, all are written and forgotten; what a state is due for is on the agenda then, which
 * outlives it.
 */
final class WrittenStore<K> implements KeyStore<K> {
  /** Of the heap, for each subtask. */
  static final long BUDGET_BYTES = 64L << 20;

  private final KeyedStateBackend<K> backend;
  private final ValueStateDescriptor<KeyState> descriptor;
  private final ValueState<KeyState> states;
  private final PaneBlocks blocks;
  private final Windows windows;
  private final long budgetBytes;
  private final BiConsumer<Held<K>, KeyState> agenda;
  private final Map<K, KeyState> inUse = new HashMap<>();
  private long bytesInUse;

  WrittenStore(
      KeyedStateBackend<K> backend,
      ValueStateDescriptor<KeyState> descriptor,
      ValueState<KeyState> states,
      PaneBlocks blocks,
      Windows windows,
      long budgetBytes,
      BiConsumer<Held<K>, KeyState> agenda) {
    this.backend = backend;
    this.descriptor = descriptor;
    this.states = states;
    this.blocks = blocks;
    this.windows = windows;
    this.budgetBytes = budgetBytes;
    this.agenda = agenda;
  }

  @Override
  public @Nullable KeyState get(Held<K> key) throws Exception {
    KeyState known = inUse.get(key.key);
    if (known != null) {
      return known;
    }
    backend.setCurrentKey(key.key);
    KeyState read = states.value();
    if (read != null) {
      complete(read);
      read.scheduled = read.due(windows);
      use(key, read);
    }
    return read;
  }

  private void complete(KeyState read) throws Exception {
    if (read.panesApart) {
      blocks.read(read);
    }
    if (read.fit(windows) || !read.panesApart) {
      blocks.clear();
      read.panesApart = true;
      for (KindState kind : read.kinds) {
        kind.markAllChanged();
      }
      read.hasChanged = true;
    }
  }

  private void use(Held<K> key, KeyState state) {
    state.isStored = true;
    state.name = key.name;
    inUse.put(key.key, state);
    account(state);
  }

  private void account(KeyState state) {
    long bytes = state.heapBytes();
    bytesInUse += bytes - state.accountedBytes;
    state.accountedBytes = bytes;
  }

  @Override
  public void put(Held<K> key, KeyState state) throws Exception {
    state.hasChanged = true;
    if (state.isStored) {
      account(state);
    } else {
      state.panesApart = true;
      use(key, state);
    }
    if (bytesInUse > budgetBytes) {
      forgetAll();
    }
  }

  private void forgetAll() throws Exception {
    write();
    // a state that was only added to may wait for a moment that is not its next one
    inUse.forEach((key, state) -> agenda.accept(new Held<>(this, key), state));
    inUse.clear();
    bytesInUse = 0;
  }

  @Override
  public void remove(Held<K> key) throws Exception {
    KeyState known = inUse.remove(key.key);
    bytesInUse -= known == null ? 0 : known.accountedBytes;
    backend.setCurrentKey(key.key);
    states.clear();
    blocks.clear();
  }

  @Override
  public boolean isLive() {
    return false;
  }

  @Override
  public void write() throws Exception {
    for (Map.Entry<K, KeyState> each : inUse.entrySet()) {
      KeyState state = each.getValue();
      if (state.hasChanged) {
        backend.setCurrentKey(each.getKey());
        blocks.write(state);
        states.update(state);
        state.hasChanged = false;
      }
    }
  }

  @Override
  public void forEach(BiConsumer<Held<K>, KeyState> visitor) throws Exception {
    backend.applyToAllKeys(
        VoidNamespace.INSTANCE,
        VoidNamespaceSerializer.INSTANCE,
        descriptor,
        (key, state) -> {
          KeyState restored = state.value();
          complete(restored);
          if (restored.hasChanged) {
            // its blocks have gone, and it is not kept
            blocks.write(restored);
            state.update(restored);
          }
          visitor.accept(new Held<>(this, key), restored);
        });
  }
}
