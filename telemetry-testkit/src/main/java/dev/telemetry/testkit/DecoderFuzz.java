package dev.telemetry.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Feeds a decoder with damaged frames, and holds it to two promises: it throws nothing, and no
 * input makes it allocate more than a bound, however large the lengths are that the bytes speak of.
 *
 * <pre>{@code
 * DecoderFuzz.of(frames).run(bytes -> decode(bytes));
 * }</pre>
 *
 * <p>Frames are in Confluent's wire format: a zero, the schema's id in four bytes, Avro binary. The
 * damage: flipped bits, truncation, the end of another frame, lengths blown up, bytes replaced, and
 * another magic byte or id; up to three of them at once. An id has one wrong bit at most for each
 * damage, so that a registry is not asked for millions of ids.
 *
 * <p>The system property {@code fuzz.inputs} says how many inputs, 100,000 without it; {@code
 * fuzz.seed} repeats a run, and every failure names its seed, the number of the input and its
 * bytes. Immutable.
 */
public final class DecoderFuzz {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int INPUTS = 100_000;
  private static final long MOST_BYTES = 1 << 20;

  private final List<byte[]> frames;
  private final long mostBytes;

  /**
   * What a run took.
   *
   * @param seed of the inputs
   * @param inputs how many there were
   * @param mostBytes the most that one input made the decoder allocate
   * @param meanBytes what an input made it allocate on average
   */
  public record Costs(long seed, long inputs, long mostBytes, long meanBytes) {}

  private DecoderFuzz(List<byte[]> frames, long mostBytes) {
    this.frames = frames;
    this.mostBytes = mostBytes;
  }

  /**
   * Begins with what is valid.
   *
   * @param frames to be damaged, at least one, each longer than its header of 5 bytes
   * @return a fuzzer that allows 1 MiB for each input
   */
  public static DecoderFuzz of(List<byte[]> frames) {
    if (frames.isEmpty() || frames.stream().anyMatch(frame -> frame.length <= 5)) {
      throw new IllegalArgumentException("frames must be some, of more than 5 bytes each");
    }
    return new DecoderFuzz(frames.stream().map(byte[]::clone).toList(), MOST_BYTES);
  }

  /**
   * Bounds what one input may cost.
   *
   * @param bytes that the decoder may allocate in the thread that calls it, positive
   * @return the fuzzer
   */
  public DecoderFuzz mostBytes(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("mostBytes must be >= 1, was " + bytes);
    }
    return new DecoderFuzz(frames, bytes);
  }

  /**
   * Runs all inputs in this thread. The valid frames come first and are not measured, as the
   * decoder learns their schemas then.
   *
   * @param decode takes an input; whatever it throws ends the run
   * @return what it took
   * @throws AssertionError for the first input that breaks a promise
   */
  public Costs run(Consumer<byte[]> decode) {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    int inputs = Integer.getInteger("fuzz.inputs", INPUTS);
    frames.forEach(frame -> decode.accept(frame.clone()));
    FrameMutator mutator = new FrameMutator(seed, frames);
    long most = 0;
    long all = 0;
    for (int i = 0; i < inputs; i++) {
      byte[] input = mutator.next();
      long bytes = allocated(decode, input, i, seed);
      if (bytes > mostBytes) {
        throw failure("made it allocate " + bytes + " bytes", input, i, seed, null);
      }
      most = Math.max(most, bytes);
      all += bytes;
    }
    return new Costs(seed, inputs, most, all / Math.max(1, inputs));
  }

  private static long allocated(Consumer<byte[]> decode, byte[] input, int number, long seed) {
    byte[] same = input.clone();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      decode.accept(same);
    } catch (Throwable e) { // an overflow of the stack too
      throw failure("made it throw " + e, input, number, seed, e);
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  private static AssertionError failure(
      String what, byte[] input, int number, long seed, @Nullable Throwable cause) {
    return new AssertionError(
        "input %d of -Dfuzz.seed=%d %s: %s"
            .formatted(number, seed, what, HexFormat.of().formatHex(input)),
        cause);
  }
}
