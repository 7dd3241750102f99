package dev.telemetry.stats;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The total of a window that slides over panes of time, for parts of any kind: closed panes come in
 * at one end, old ones go at the other, and the total costs the same however many there are. {@link
 * SlidingParts} is to any {@link Mergeable} what a sliding sum is to numbers, but never subtracts.
 *
 * <p>Two stacks (Tangwongsan, Hirzel, Schneider and Wu, 2015): the older panes hold the merge of
 * themselves and all that follow among the older, the newer ones hold themselves, and one total
 * holds all the newer. So a total is one merge, a new pane another; when the older ones are used
 * up, all become older in one walk. That is amortised O(1) a pane, in their order, with merges
 * only. Parts that left are used again, so that a full window allocates nothing.
 *
 * <p>A change that comes late is made where it belongs: in its pane, and in those older ones that
 * include it; O(panes). That suits what does not depend on order. What does, like {@link
 * TimeCourse}, cannot take a late value: its caller leaves it out and counts it.
 *
 * <p>State: a part and 8 bytes for each pane with data, one part for the total. Not thread-safe.
 *
 * @param <P> the parts
 */
public final class SlidingParts<P extends Mergeable<P>> {
  /** How many panes are written together. */
  public static final int BLOCK = 32;

  private static final byte VERSION = 1;
  private static final int SMALLEST = 4;

  private final Supplier<P> empty;

  /** A ring, filled as slots are used; one that lost its pane keeps its part for the next. */
  private List<P> parts = new ArrayList<>();

  private long[] panes = {};
  private int head;
  private int size;

  /** How many of the oldest include all older ones that follow. */
  private int older;

  /** All that are not among the older. */
  private final P newer;

  private final BitSet changedBlocks = new BitSet();

  /**
   * Starts without panes.
   *
   * @param empty makes an empty part
   */
  public SlidingParts(Supplier<P> empty) {
    this.empty = empty;
    this.newer = empty.get();
  }

  /**
   * Whether no pane is held.
   *
   * @return true when the total is empty
   */
  public boolean isEmpty() {
    return size == 0;
  }

  /**
   * How many panes are held.
   *
   * @return at least 0
   */
  public int size() {
    return size;
  }

  /**
   * The oldest pane that is held.
   *
   * @return its number
   * @throws IllegalStateException when empty
   */
  public long oldestPane() {
    return paneAt(0);
  }

  /**
   * The newest pane that is held.
   *
   * @return its number
   * @throws IllegalStateException when empty
   */
  public long newestPane() {
    return paneAt(size - 1);
  }

  private long paneAt(int position) {
    if (size == 0) {
      throw new IllegalStateException("there is no pane");
    }
    return panes[slotOf(position)];
  }

  private int slotOf(int position) {
    int slot = head + position;
    return slot < panes.length ? slot : slot - panes.length;
  }

  private P partAt(int position) {
    return parts.get(slotOf(position));
  }

  /**
   * Adds a pane that has closed.
   *
   * @param pane its number, greater than that of each pane before; numbers may be left out
   * @param closed what is in it; copied, so that the caller can clear it for the next
   * @throws IllegalArgumentException when the pane is not newer than those before
   */
  public void append(long pane, P closed) {
    if (size > 0 && pane <= newestPane()) {
      throw new IllegalArgumentException(
          "pane must be newer than %d, was %d".formatted(newestPane(), pane));
    }
    int slot = reserve();
    size++;
    panes[slot] = pane;
    parts.get(slot).set(closed);
    newer.merge(closed);
    changedBlocks.set(slot / BLOCK);
  }

  /**
   * Moves the start of the window.
   *
   * @param pane the first that it still holds
   */
  public void evictBefore(long pane) {
    int gone = 0;
    while (gone < size && paneAt(gone) < pane) {
      gone++;
    }
    if (gone == size) {
      clear();
      return;
    }
    head = slotOf(gone);
    size -= gone;
    if (gone <= older) {
      older -= gone;
    } else {
      turn();
    }
  }

  /** Forgets all panes, and gives back what many of them took. */
  public void clear() {
    if (panes.length > SMALLEST) {
      panes = new long[0];
      parts = new ArrayList<>();
    }
    head = 0;
    size = 0;
    older = 0;
    newer.clear();
  }

  /** All panes become older ones. */
  private void turn() {
    for (int i = size - 2; i >= 0; i--) {
      partAt(i).merge(partAt(i + 1));
    }
    older = size;
    newer.clear();
    changedBlocks.set(0, blocks());
  }

  /**
   * What the whole window came to.
   *
   * @param out becomes equal to it; empty where no pane is held
   */
  public void total(P out) {
    if (older == 0) {
      out.set(newer);
    } else {
      out.set(partAt(0));
      out.merge(newer);
    }
  }

  /**
   * Changes a pane that has closed already, or adds it where it had no data.
   *
   * @param pane its number, not before the start of the window
   * @param change what is done to the pane and to all that includes it, such as adding a value; it
   *     must not depend on the order of the values
   */
  public void change(long pane, Consumer<P> change) {
    int position = 0;
    while (position < size && paneAt(position) < pane) {
      position++;
    }
    if (position == size || paneAt(position) != pane) {
      insert(position, pane);
    }
    change.accept(partAt(position));
    if (position >= older) {
      change.accept(newer);
    } else {
      for (int i = 0; i < position; i++) {
        change.accept(partAt(i));
      }
    }
    changedBlocks.set(0, blocks());
  }

  /** A pane that had no data; among the older it includes the next of them. */
  private void insert(int position, long pane) {
    reserve();
    for (int i = size; i > position; i--) {
      panes[slotOf(i)] = panes[slotOf(i - 1)];
      Collections.swap(parts, slotOf(i), slotOf(i - 1));
    }
    size++;
    panes[slotOf(position)] = pane;
    if (position < older) {
      older++;
      partAt(position).set(partAt(position + 1));
    } else {
      partAt(position).clear();
    }
  }

  /** Makes room for one more: the slot behind the newest. */
  private int reserve() {
    if (size == panes.length) {
      resize(Math.max(SMALLEST, size + (size >> 1)));
    }
    int slot = slotOf(size);
    makePart(slot);
    return slot;
  }

  private void makePart(int slot) {
    while (parts.size() <= slot) {
      parts.add(empty.get());
    }
  }

  private void resize(int capacity) {
    long[] newPanes = new long[capacity];
    List<P> newParts = new ArrayList<>(capacity);
    for (int i = 0; i < size; i++) {
      newPanes[i] = paneAt(i);
      newParts.add(partAt(i));
    }
    panes = newPanes;
    parts = newParts;
    head = 0;
    changedBlocks.set(0, blocks());
  }

  /**
   * How many blocks the panes take in {@link #writeBlock}.
   *
   * @return at least 0
   */
  public int blocks() {
    return (panes.length + BLOCK - 1) / BLOCK;
  }

  /**
   * The blocks that have changed since {@link #forgetChanges}; the head always may have.
   *
   * @return their numbers; valid until the next change
   */
  public BitSet changedBlocks() {
    return changedBlocks;
  }

  /** All has been written. */
  public void forgetChanges() {
    changedBlocks.clear();
  }

  /**
   * Writes all: the head and the blocks.
   *
   * @param out takes 17 bytes and a part, and for each pane 9 bytes and a part
   * @throws IOException as the output says
   */
  public void writeTo(DataOutput out) throws IOException {
    writeHead(out);
    for (int block = 0; block < blocks(); block++) {
      writeBlock(block, out);
    }
  }

  /**
   * Reads what {@link #writeTo} wrote into this instance, which forgets what it held.
   *
   * @param in gives the same bytes
   * @throws IOException as the input says, or when a newer release wrote them
   */
  public void readFrom(DataInput in) throws IOException {
    readHead(in);
    for (int block = 0; block < blocks(); block++) {
      readBlock(block, in);
    }
  }

  /**
   * Writes all but the panes.
   *
   * @param out takes 17 bytes and a part
   * @throws IOException as the output says
   */
  public void writeHead(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeInt(panes.length);
    out.writeInt(head);
    out.writeInt(size);
    out.writeInt(older);
    newer.writeTo(out);
  }

  /**
   * Reads what {@link #writeHead} wrote; all blocks are to be read then.
   *
   * @param in gives the same bytes
   * @throws IOException as the input says, or when a newer release wrote them
   */
  public void readHead(DataInput in) throws IOException {
    byte version = in.readByte();
    if (version != VERSION) {
      throw new IOException(
          "version %d of sliding parts is unknown here (known is %d): a newer release wrote it"
              .formatted(version, VERSION));
    }
    clear();
    resize(in.readInt());
    head = in.readInt();
    size = in.readInt();
    older = in.readInt();
    newer.readFrom(in);
    changedBlocks.clear();
  }

  /**
   * Writes some panes.
   *
   * @param block their number
   * @param out takes a byte for each slot, and 8 and a part for each pane
   * @throws IOException as the output says
   */
  public void writeBlock(int block, DataOutput out) throws IOException {
    for (int slot = block * BLOCK; slot < endOf(block); slot++) {
      boolean used = isUsed(slot);
      out.writeBoolean(used);
      if (used) {
        out.writeLong(panes[slot]);
        parts.get(slot).writeTo(out);
      }
    }
  }

  /**
   * Reads what {@link #writeBlock} wrote, after {@link #readHead}. A block may have been written
   * before panes left it: what the head does not know is ignored.
   *
   * @param block their number
   * @param in gives the same bytes
   * @throws IOException as the input says
   */
  public void readBlock(int block, DataInput in) throws IOException {
    for (int slot = block * BLOCK; slot < endOf(block); slot++) {
      if (in.readBoolean()) {
        panes[slot] = in.readLong();
        makePart(slot);
        parts.get(slot).readFrom(in);
      }
    }
  }

  private int endOf(int block) {
    return Math.min(panes.length, (block + 1) * BLOCK);
  }

  private boolean isUsed(int slot) {
    int position = slot - head;
    return (position < 0 ? position + panes.length : position) < size;
  }

  @Override
  public String toString() {
    return "SlidingParts[panes=%d, older=%d, newer=%s]".formatted(size, older, newer);
  }
}
