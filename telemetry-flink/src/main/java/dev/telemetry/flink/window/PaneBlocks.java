package dev.telemetry.flink.window;

import dev.telemetry.stats.SlidingMoments;
import java.io.IOException;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Closed panes in blocks of 32 that are read and written by themselves: 1.4 kB each, of which a new
 * pane changes one. A block is found by the number of its kind of window and its own.
 */
final class PaneBlocks {
  private static final int BLOCKS_OF_KIND = 1 << 24;

  private final MapState<Integer, byte[]> blocks;
  private final DataOutputSerializer out = new DataOutputSerializer(2048);
  private final DataInputDeserializer in = new DataInputDeserializer();

  PaneBlocks(MapState<Integer, byte[]> blocks) {
    this.blocks = blocks;
  }

  /** Reads the panes of the current key. */
  void read(KeyState state) throws Exception {
    for (int kind = 0; kind < state.kinds.length; kind++) {
      SlidingMoments panes = state.kinds[kind].panes;
      for (int block = 0; panes != null && block < panes.blocks(); block++) {
        byte[] bytes = blocks.get(kind * BLOCKS_OF_KIND + block);
        if (bytes == null) {
          throw new IOException("block %d of window %d is missing".formatted(block, kind));
        }
        in.setBuffer(bytes);
        panes.readBlock(block, in);
      }
    }
  }

  /** Writes those panes of the current key that have changed. */
  void write(KeyState state) throws Exception {
    for (int kind = 0; kind < state.kinds.length; kind++) {
      SlidingMoments panes = state.kinds[kind].panes;
      if (panes != null) {
        write(kind, panes);
      }
    }
  }

  private void write(int kind, SlidingMoments panes) throws Exception {
    for (int block = panes.nextChangedBlock(0);
        block >= 0;
        block = panes.nextChangedBlock(block + 1)) {
      out.clear();
      panes.writeBlock(block, out);
      blocks.put(kind * BLOCKS_OF_KIND + block, out.getCopyOfBuffer());
    }
    panes.forgetChanges();
  }

  /** Forgets the panes of the current key. */
  void clear() throws Exception {
    blocks.clear();
  }
}
