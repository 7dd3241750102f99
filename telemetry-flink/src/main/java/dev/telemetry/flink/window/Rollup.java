package dev.telemetry.flink.window;

import static java.util.Objects.requireNonNull;

import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.WindowStatistics;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * The levels above the keys. Level 1 is the top; what has two above it is on level 3. So each
 * parent is on one level only, whatever the depth of its children, and has one result for a window.
 *
 * @param hierarchy tells what a key belongs to
 * @param levels how many there are
 */
record Rollup(Hierarchy hierarchy, int levels) implements Serializable {
  /** A way up that takes more steps has no end. */
  private static final int MOST_STEPS = 1_000;

  /**
   * Where the slices of a key go.
   *
   * @param level on which its parent is, 0 without a parent
   * @param key of the rollup there
   */
  record Place(int level, String key) {
    static final Place NOWHERE = new Place(0, "");
  }

  Rollup {
    if (levels < 1) {
      throw new IllegalArgumentException("levels must be at least 1, was " + levels);
    }
  }

  static OutputTag<SlicePart> tagOf(int level) {
    return new OutputTag<>("slices-" + level, SlicePartType.INSTANCE);
  }

  Place above(String path, String metric, String unit) {
    List<String> ancestors = new ArrayList<>();
    String parent = hierarchy.parentOf(path);
    while (parent != null && ancestors.size() < MOST_STEPS) {
      ancestors.add(parent);
      parent = hierarchy.parentOf(parent);
    }
    if (ancestors.isEmpty() || parent != null) {
      return Place.NOWHERE;
    }
    int level = Math.min(ancestors.size(), levels);
    String nearest = ancestors.get(ancestors.size() - level);
    return new Place(level, RollupKey.of(nearest, metric, unit));
  }

  /** Puts an operator for each level behind the statistics of the keys, the lowest first. */
  DataStream<WindowStatistics> attach(
      SingleOutputStreamOperator<WindowStatistics> keys, String name, Windows windows) {
    SingleOutputStreamOperator<WindowStatistics> below = keys;
    @Nullable DataStream<WindowStatistics> all = null;
    for (int level = levels; level >= 1; level--) {
      DataStream<SlicePart> slices = keys.getSideOutput(tagOf(level));
      if (level < levels) {
        slices = slices.union(below.getSideOutput(tagOf(level)));
      }
      String ownName = name + "-rollup-" + level;
      below =
          slices
              .keyBy(SlicePart::key, Types.STRING)
              .transform(
                  ownName,
                  RecordTypeInfo.ofRecord(WindowStatistics.class),
                  new RollupOperator(windows, name, level == 1 ? null : this))
              .uid(ownName);
      all = all == null ? below : all.union(below);
    }
    return requireNonNull(all, "all");
  }
}
