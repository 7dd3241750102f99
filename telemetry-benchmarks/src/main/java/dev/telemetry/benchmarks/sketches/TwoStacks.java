package dev.telemetry.benchmarks.sketches;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The cheapest window of what can be merged but not taken away: the older slices are kept merged
 * with all that came after them, the younger ones in one running sketch. A slide takes three new
 * sketches and five merges, two of them into an empty one, whatever the number of slices; merging
 * all anew takes a merge for each slice.
 */
final class TwoStacks<S> implements SlidingWindow {
  private final Sketch<S> kind;
  private final int slices;
  private final Deque<S> older = new ArrayDeque<>();
  private final List<S> younger = new ArrayList<>();
  private S merged;
  private S window;

  TwoStacks(Sketch<S> kind, int slices) {
    this.kind = kind;
    this.slices = slices;
    this.merged = empty();
    this.window = merged;
  }

  @Override
  public void slide(double[] values, int from, int to) {
    if (older.size() + younger.size() == slices) {
      if (older.isEmpty()) {
        turnOver();
      }
      older.pop();
    }
    S slice = kind.slice(values, from, to);
    younger.add(slice);
    kind.merge(merged, slice);
    window = empty();
    if (!older.isEmpty()) {
      kind.merge(window, older.element());
    }
    kind.merge(window, merged);
  }

  private void turnOver() {
    for (int i = younger.size() - 1; i >= 0; i--) {
      S all = empty();
      if (!older.isEmpty()) {
        kind.merge(all, older.element());
      }
      kind.merge(all, younger.get(i));
      older.push(all);
    }
    younger.clear();
    merged = empty();
  }

  private S empty() {
    return kind.slice(new double[0], 0, 0);
  }

  @Override
  public void quantiles(double[] probabilities, double[] out) {
    kind.quantiles(window, probabilities, out);
  }
}
