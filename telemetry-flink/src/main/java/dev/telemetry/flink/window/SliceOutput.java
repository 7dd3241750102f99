package dev.telemetry.flink.window;

import dev.telemetry.stats.Moments;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/** Hands the slices of keys to the level above. */
final class SliceOutput {
  private final Rollup rollup;
  private final Output<?> output;
  private final Counter withoutParent;
  private final List<OutputTag<SlicePart>> tags;

  SliceOutput(Rollup rollup, Output<?> output, Counter withoutParent) {
    this.rollup = rollup;
    this.output = output;
    this.withoutParent = withoutParent;
    this.tags = IntStream.rangeClosed(1, rollup.levels()).mapToObj(Rollup::tagOf).toList();
  }

  /**
   * Hands on values of one slice.
   *
   * @param path what the key belongs to something by
   */
  void send(KeyState key, String path, Moments values, long behind) {
    Rollup.Place place = key.above;
    if (place == null) {
      place = rollup.above(path, key.metric, key.unit);
      key.above = place;
    }
    if (place.level() == 0) {
      withoutParent.inc(values.count());
      return;
    }
    SlicePart part = new SlicePart(place.key(), key.name, behind, values.copy());
    output.collect(tags.get(place.level() - 1), new StreamRecord<>(part, values.firstMillis()));
  }
}
