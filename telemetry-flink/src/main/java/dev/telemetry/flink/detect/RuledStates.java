package dev.telemetry.flink.detect;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What all rules remember of a key: a few states, found by rule and metric. */
final class RuledStates {
  final List<RuledState> all;

  /** Of the rules that were last looked at; not written, so that a restart looks again. */
  int generation;

  RuledStates() {
    this(new ArrayList<>());
  }

  private RuledStates(List<RuledState> all) {
    this.all = all;
  }

  @Nullable RuledState of(ActiveRule rule, String metric) {
    for (int i = 0; i < all.size(); i++) {
      RuledState state = all.get(i);
      if (state.rule.equals(rule.id()) && state.metric.equals(metric)) {
        return state;
      }
    }
    return null;
  }

  void writeTo(DataOutput out) throws IOException {
    out.writeInt(all.size());
    for (RuledState state : all) {
      state.writeTo(out);
    }
  }

  static RuledStates readFrom(DataInput in) throws IOException {
    RuledStates read = new RuledStates();
    for (int left = in.readInt(); left > 0; left--) {
      read.all.add(RuledState.readFrom(in));
    }
    return read;
  }

  RuledStates copy() throws IOException {
    RuledStates copy = new RuledStates(new ArrayList<>(all.size()));
    for (RuledState state : all) {
      copy.all.add(state.copy());
    }
    return copy;
  }
}
