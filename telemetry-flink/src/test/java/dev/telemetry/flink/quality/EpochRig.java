package dev.telemetry.flink.quality;

import dev.telemetry.flink.quality.EpochWindow.Arrival;
import dev.telemetry.flink.type.Serialized;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A window with its rows in memory, and what it reports as text. */
final class EpochRig {
  final Map<Long, long[]> rows = new HashMap<>();
  final List<String> losses = new ArrayList<>();
  long lost;
  long found;
  private EpochWindow window = new EpochWindow();

  private final EpochWindow.Rows store =
      new EpochWindow.Rows() {
        @Override
        public long[] get(long row) {
          return rows.get(row);
        }

        @Override
        public void put(long row, long[] bits) {
          rows.put(row, bits);
        }

        @Override
        public void remove(long row) {
          rows.remove(row);
        }
      };

  private interface Action<T> {
    T run() throws Exception;
  }

  private static <T> T done(Action<T> action) {
    try {
      return action.run();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void lost(long first, long last, long count) {
    losses.add("%d..%d: %d".formatted(first, last, count));
    lost += count;
  }

  Arrival add(long sequence) {
    Arrival arrival = done(() -> window.add(sequence, store, this::lost));
    found += arrival == Arrival.FOUND ? 1 : 0;
    return arrival;
  }

  void adds(long... sequences) {
    for (long sequence : sequences) {
      add(sequence);
    }
  }

  void tick() {
    done(
        () -> {
          window.tick(store, this::lost);
          return null;
        });
  }

  void end() {
    done(
        () -> {
          window.end(store, this::lost);
          return null;
        });
  }

  void clear() {
    done(
        () -> {
          window.clear(store);
          return null;
        });
  }

  void throughBytes() {
    EpochWindowSerializer serializer = new EpochWindowSerializer();
    window = done(() -> Serialized.value(serializer, Serialized.bytes(serializer, window)));
  }

  long lowest() {
    return window.lowest;
  }
}
