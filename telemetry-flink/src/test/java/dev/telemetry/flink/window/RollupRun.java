package dev.telemetry.flink.window;

import static java.util.Objects.requireNonNull;

import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.testkit.OperatorTest;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateBackend;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of sensors and all levels of rollups, in Flink's harness. Between them are channels as
 * between subtasks: what each carries stays in order, watermarks come by the slowest, and how much
 * has come through is up to chance where a test wants that.
 */
final class RollupRun {
  private static final int CHANNELS = 3;

  private final OperatorTest<SensorReading, Bundle<String, SensorReading>> before;
  private final OperatorTest<Bundle<String, SensorReading>, WindowStatistics> sensors;
  private final List<Level> levels = new ArrayList<>();
  private final @Nullable Random chance;
  private int passed;

  private RollupRun(
      Windows windows,
      int levels,
      @Nullable Random chance,
      @Nullable Supplier<StateBackend> backend) {
    this.chance = chance;
    Rollup rollup = new Rollup(PlantPath::parentOf, levels);
    before = OperatorTest.of(new WindowRun.HandingOver(windows)).unkeyed();
    var statistics =
        OperatorTest.of(
            new WindowOperator<String, SensorReading>(
                windows, "statistics", WindowRun.LATE, rollup));
    sensors =
        (backend == null ? statistics : statistics.on(backend.get()))
            .keyedBy(bundle -> bundle.key, Types.STRING)
            .timestampedBy(bundle -> bundle.readings.earliest());
    for (int level = levels; level >= 1; level--) {
      var builder =
          OperatorTest.of(new RollupOperator(windows, "statistics", level == 1 ? null : rollup));
      var test =
          (backend == null ? builder : builder.on(backend.get()))
              .keyedBy(SlicePart::key, Types.STRING)
              .timestampedBy(SlicePart::firstMillis);
      this.levels.add(new Level(level, test));
    }
    connect();
  }

  static RollupRun of(int levels, Windows windows) {
    return new RollupRun(windows, levels, null, null);
  }

  static RollupRun of(int levels, Windows windows, Supplier<StateBackend> backend) {
    return new RollupRun(windows, levels, null, backend);
  }

  static RollupRun byChance(int levels, Windows windows, long seed) {
    return new RollupRun(windows, levels, new Random(seed), null);
  }

  /** The keys to all levels, and each level to the next. */
  private void connect() {
    for (int place = 0; place < levels.size(); place++) {
      for (int subtask = 0; subtask < CHANNELS; subtask++) {
        levels.get(place).channels.put(channelOf(-1, subtask), new Channel());
        levels.get(place).channels.put(channelOf(place - 1, subtask), new Channel());
      }
    }
  }

  private static String channelOf(int place, int subtask) {
    return place + ":" + subtask;
  }

  /** A part, or a watermark. */
  private record Item(@Nullable SlicePart part, long watermark) {}

  /** From one subtask below. */
  private static final class Channel {
    final Deque<Item> under = new ArrayDeque<>();
    long watermark = Long.MIN_VALUE;
  }

  private static final class Level {
    final int number;
    final OperatorTest<SlicePart, WindowStatistics> test;
    final Map<String, Channel> channels = new HashMap<>();
    long watermark = Long.MIN_VALUE;

    /** How many parts of the operators below have been taken, by their place. */
    final Map<Integer, Integer> taken = new HashMap<>();

    Level(int number, OperatorTest<SlicePart, WindowStatistics> test) {
      this.number = number;
      this.test = test;
    }
  }

  RollupRun reads(SensorReading... readings) {
    before.reads(readings);
    handOver();
    return carry(false);
  }

  private void handOver() {
    List<Bundle<String, SensorReading>> all = before.outputs();
    sensors.reads(all.subList(passed, all.size()));
    passed = all.size();
    collectFrom(-1, sensors);
  }

  /** Puts new parts of an operator into the channels of the levels that they go to. */
  private void collectFrom(int place, OperatorTest<?, WindowStatistics> from) {
    for (int i = place + 1; i < levels.size(); i++) {
      Level level = levels.get(i);
      List<SlicePart> parts = from.sideOutputs(Rollup.tagOf(level.number));
      for (SlicePart part : parts.subList(level.taken.getOrDefault(place, 0), parts.size())) {
        int subtask = Math.floorMod(part.child().hashCode(), CHANNELS);
        channel(level, place, subtask).under.add(new Item(part, 0));
      }
      level.taken.put(place, parts.size());
    }
  }

  private static Channel channel(Level level, int place, int subtask) {
    return requireNonNull(level.channels.get(channelOf(place, subtask)));
  }

  RollupRun watermark(long seconds) {
    return watermark(Instant.ofEpochSecond(seconds));
  }

  RollupRun watermark(Instant time) {
    before.watermark(time);
    handOver();
    sensors.watermark(time);
    collectFrom(-1, sensors);
    markFrom(-1, time.toEpochMilli());
    return carry(false);
  }

  /** The levels that an operator has an edge to: the keys to all, a level to the next. */
  private void markFrom(int place, long watermark) {
    int last = place < 0 ? levels.size() - 1 : Math.min(place + 1, levels.size() - 1);
    for (int i = place + 1; i <= last; i++) {
      for (int subtask = 0; subtask < CHANNELS; subtask++) {
        channel(levels.get(i), place, subtask).under.add(new Item(null, watermark));
      }
    }
  }

  private RollupRun carry(boolean all) {
    for (int place = 0; place < levels.size(); place++) {
      Level level = levels.get(place);
      for (Channel channel : List.copyOf(level.channels.values())) {
        int many = channel.under.size();
        int some = all || chance == null ? many : chance.nextInt(many + 1);
        for (int i = 0; i < some; i++) {
          take(place, channel, channel.under.remove());
        }
      }
    }
    return this;
  }

  private void take(int place, Channel channel, Item item) {
    Level level = levels.get(place);
    if (item.part != null) {
      level.test.reads(item.part);
      collectFrom(place, level.test);
      return;
    }
    channel.watermark = item.watermark;
    long slowest =
        level.channels.values().stream().mapToLong(each -> each.watermark).min().orElseThrow();
    if (slowest > level.watermark) {
      level.watermark = slowest;
      level.test.watermark(Instant.ofEpochMilli(slowest));
      collectFrom(place, level.test);
      markFrom(place, slowest);
    }
  }

  /** Lets all that is under way come through. */
  RollupRun settle() {
    for (int i = 0; i < levels.size(); i++) {
      carry(true);
    }
    return this;
  }

  RollupRun endOfInput() {
    before.endOfInput();
    handOver();
    sensors.endOfInput();
    collectFrom(-1, sensors);
    markFrom(-1, Long.MAX_VALUE);
    return settle();
  }

  /** As a barrier does: behind all that is under way. */
  RollupRun snapshotAndRestore() {
    before.snapshotAndRestore();
    handOver();
    settle();
    sensors.snapshotAndRestore();
    for (Level level : levels) {
      level.test.snapshotAndRestore();
      level.watermark = Long.MIN_VALUE;
      level.channels.values().forEach(channel -> channel.watermark = Long.MIN_VALUE);
    }
    return this;
  }

  OperatorTest<Bundle<String, SensorReading>, WindowStatistics> sensors() {
    return sensors;
  }

  /** Level 1 is the top. */
  OperatorTest<SlicePart, WindowStatistics> level(int number) {
    return levels.get(levels.size() - number).test;
  }

  List<WindowStatistics> rollups() {
    List<WindowStatistics> all = new ArrayList<>();
    levels.forEach(level -> all.addAll(level.test.outputs()));
    return all;
  }

  RollupRun leavesNothing() {
    sensors.leavesNoTimers().leavesNoState();
    levels.forEach(level -> level.test.leavesNoTimers().leavesNoState());
    return this;
  }

  void close() {
    before.close();
    sensors.close();
    levels.forEach(level -> level.test.close());
  }
}
