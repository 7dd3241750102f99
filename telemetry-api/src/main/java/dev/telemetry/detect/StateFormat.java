package dev.telemetry.detect;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How a detector's state becomes bytes. Implementations have a constructor without arguments and no
 * settings: what was written yesterday must be readable by the class name alone.
 *
 * @param <S> the state
 */
public interface StateFormat<S> {

  /**
   * The version of the bytes that {@link #write} makes now.
   *
   * @return one more for each change of the layout
   */
  int version();

  /**
   * Writes a state.
   *
   * @param state to write
   * @param out takes the bytes
   * @throws IOException as the output says
   */
  void write(S state, DataOutput out) throws IOException;

  /**
   * Reads a state of this or an earlier version.
   *
   * @param version of the bytes
   * @param in gives the bytes
   * @return the state
   * @throws IOException as the input says, or when the version is newer than this class
   */
  S read(int version, DataInput in) throws IOException;
}
