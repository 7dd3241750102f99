package dev.telemetry.examples.factory.dashboard;

import java.util.Arrays;

/**
 * All points that ever came, in bounded memory and everywhere equally fine: the lowest and the
 * highest of every so many. When the buckets run out, two neighbours become one. Not thread-safe.
 */
final class Overview {
  private final double[][] lows;
  private final double[][] highs;
  private int buckets;
  private long bucketSize = 1;
  private long filled;

  Overview(int capacity) {
    if (capacity < 2 || capacity % 2 != 0) {
      throw new IllegalArgumentException("capacity must be even and >= 2, was " + capacity);
    }
    lows = new double[capacity][];
    highs = new double[capacity][];
  }

  void add(double[] point) {
    if (filled == 0) {
      open(point);
    } else {
      int last = buckets - 1;
      lows[last] = lower(lows[last], point);
      highs[last] = higher(highs[last], point);
    }
    filled = (filled + 1) % bucketSize;
  }

  /** The points before a time, in epoch milliseconds, in order. */
  double[][] before(double time) {
    double[][] points = new double[2 * buckets][];
    int count = 0;
    for (int i = 0; i < buckets; i++) {
      boolean lowFirst = lows[i][0] <= highs[i][0];
      points[count++] = lowFirst ? lows[i] : highs[i];
      if (lows[i] != highs[i]) {
        points[count++] = lowFirst ? highs[i] : lows[i];
      }
    }
    return Arrays.stream(points, 0, count).filter(p -> p[0] < time).toArray(double[][]::new);
  }

  private void open(double[] point) {
    if (buckets == lows.length) {
      merge();
    }
    lows[buckets] = point;
    highs[buckets++] = point;
  }

  private void merge() {
    buckets /= 2;
    for (int i = 0; i < buckets; i++) {
      lows[i] = lower(lows[2 * i], lows[2 * i + 1]);
      highs[i] = higher(highs[2 * i], highs[2 * i + 1]);
    }
    bucketSize *= 2;
  }

  private static double[] lower(double[] a, double[] b) {
    return b[1] < a[1] ? b : a;
  }

  private static double[] higher(double[] a, double[] b) {
    return b[1] > a[1] ? b : a;
  }
}
