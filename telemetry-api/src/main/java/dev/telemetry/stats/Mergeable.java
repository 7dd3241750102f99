package dev.telemetry.stats;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What some values came to, so that it can be put together with what the values after them came to.
 * Merging is associative: however a sequence is cut into parts and whichever neighbours are merged
 * first, the result is the same but for rounding.
 *
 * @param <P> the part itself
 */
public interface Mergeable<P extends Mergeable<P>> {

  /**
   * Adds all values of a part that follows this one; the other part stays as it is.
   *
   * @param later the part to add
   */
  void merge(P later);

  /**
   * Becomes equal to another part.
   *
   * @param other the part to copy
   */
  void set(P other);

  /** Becomes empty. */
  void clear();

  /**
   * Writes this part.
   *
   * @param out takes the bytes
   * @throws IOException as the output says
   */
  void writeTo(DataOutput out) throws IOException;

  /**
   * Becomes the part that {@link #writeTo} wrote.
   *
   * @param in gives the bytes
   * @throws IOException as the input says, or when a newer release wrote them
   */
  void readFrom(DataInput in) throws IOException;
}
