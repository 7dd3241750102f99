package dev.telemetry.flink.window;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The parts of slices that a rollup has got from below and that wait for the watermark. They come
 * from many subtasks and in any order, and are taken in the order of slice and child: so neither
 * parallelism nor disorder changes a bit.
 *
 * <p>Late parts wait too, where event time here is behind that at the child: until it has come as
 * far, so that they reach and miss the same windows as there.
 */
final class SliceParts {
  /** Of one on the heap, with the key of its child. */
  private static final long HEAP_BYTES = 300;

  private final List<SlicePart> inTime = new ArrayList<>();
  private final List<SlicePart> late = new ArrayList<>(0);
  private long earliest = Long.MAX_VALUE;
  private long nextLate = KeyState.NEVER;

  void add(SlicePart part) {
    if (part.isInTime()) {
      inTime.add(part);
      earliest = Math.min(earliest, part.firstMillis());
    } else {
      late.add(part);
      nextLate = Math.min(nextLate, momentOf(part));
    }
  }

  /** When event time has come as far as at the child: one more than the watermark there. */
  private static long momentOf(SlicePart latePart) {
    return latePart.behind() == Long.MAX_VALUE ? Long.MAX_VALUE : latePart.behind() + 1;
  }

  /** The earliest time of those in time, {@link Long#MAX_VALUE} without any. */
  long earliest() {
    return earliest;
  }

  /** When the next late ones are to be added, {@link KeyState#NEVER} without any. */
  long nextLate() {
    return nextLate;
  }

  /** Takes out those in time of all slices that begin before, which is a slice's end. */
  List<SlicePart> takeBefore(long end, Windows windows) {
    if (earliest >= end) {
      return List.of();
    }
    List<SlicePart> taken = take(inTime, part -> part.firstMillis() < end);
    earliest = inTime.stream().mapToLong(SlicePart::firstMillis).min().orElse(Long.MAX_VALUE);
    taken.sort(
        Comparator.<SlicePart>comparingLong(part -> windows.sliceOf(part.firstMillis()))
            .thenComparing(SlicePart::child));
    return taken;
  }

  /** Takes out the late ones whose moment has come. */
  List<SlicePart> takeLate(long moment) {
    List<SlicePart> taken = take(late, part -> momentOf(part) <= moment);
    nextLate = late.stream().mapToLong(SliceParts::momentOf).min().orElse(KeyState.NEVER);
    // of one child they stay in the order in which they came
    taken.sort(Comparator.comparing(SlicePart::child));
    return taken;
  }

  private static List<SlicePart> take(List<SlicePart> from, Predicate<SlicePart> which) {
    List<SlicePart> taken = new ArrayList<>(from.size());
    List<SlicePart> kept = new ArrayList<>(0);
    for (SlicePart part : from) {
      (which.test(part) ? taken : kept).add(part);
    }
    from.clear();
    from.addAll(kept);
    return taken;
  }

  SliceParts copy() {
    SliceParts copy = new SliceParts();
    inTime.forEach(copy::add);
    late.forEach(copy::add);
    return copy;
  }

  long heapBytes() {
    return 100 + HEAP_BYTES * (inTime.size() + late.size());
  }

  void writeTo(DataOutputView out) throws IOException {
    out.writeInt(inTime.size() + late.size());
    for (SlicePart part : inTime) {
      SlicePartSerializer.INSTANCE.serialize(part, out);
    }
    for (SlicePart part : late) {
      SlicePartSerializer.INSTANCE.serialize(part, out);
    }
  }

  static SliceParts readFrom(DataInputView in) throws IOException {
    SliceParts parts = new SliceParts();
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      parts.add(SlicePartSerializer.INSTANCE.deserialize(in));
    }
    return parts;
  }
}
