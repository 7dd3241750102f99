package dev.telemetry.benchmarks.nab;

import dev.telemetry.benchmarks.detect.Series;
import dev.telemetry.benchmarks.detect.Timestamps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A file of the benchmark with its labelled windows: for each row, which window it lies in and what
 * a detection there is worth before the profile's weights.
 */
final class NabFile {
  private static final double PROBATION_SHARE = 0.15;
  private static final int PROBATION_READINGS = 5000;
  private static final double FAR = 3;
  static final int OUTSIDE = -1;

  final String name;
  final Series series;

  /** First row that counts. */
  final int firstRow;

  final int windows;

  /** By row: number of the window, or {@link #OUTSIDE}. */
  final int[] window;

  /** By row: 1 at best, in a window; -1 at worst, outside. */
  final double[] worth;

  private NabFile(String name, Series series, int[][] spans) {
    this.name = name;
    this.series = series;
    int rows = series.rows();
    // the benchmark's own rounding: down for the share of rows, up for the first row that counts
    double probation =
        Math.min(Math.floor(PROBATION_SHARE * rows), PROBATION_SHARE * PROBATION_READINGS);
    this.firstRow = (int) Math.ceil(probation);
    this.windows = spans.length;
    this.window = new int[rows];
    this.worth = new double[rows];
    Arrays.fill(window, OUTSIDE);
    Arrays.fill(worth, -1);
    for (int i = 0; i < spans.length; i++) {
      int next = i + 1 < spans.length ? spans[i + 1][0] : rows;
      fill(i, spans[i][0], spans[i][1], next);
    }
  }

  private void fill(int number, int first, int last, int next) {
    double width = last - first + 1;
    for (int row = first; row <= last; row++) {
      window[row] = number;
      worth[row] = sigmoid(-(last - row + 1) / width) / sigmoid(-1);
    }
    for (int row = last + 1; row < next; row++) {
      worth[row] = sigmoid((row - last) / (width - 1));
    }
  }

  private static double sigmoid(double position) {
    return position > FAR ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
  }

  /** The edges are pairs of timestamps, each that of a row. */
  static NabFile read(Path data, String name, List<List<String>> edges) throws IOException {
    Series series = Series.read(data.resolve(name));
    int[][] spans = new int[edges.size()][];
    for (int i = 0; i < spans.length; i++) {
      spans[i] = edges.get(i).stream().mapToInt(edge -> rowAt(series, name, edge)).toArray();
    }
    return new NabFile(name, series, spans);
  }

  private static int rowAt(Series series, String name, String edge) {
    long time = Timestamps.parse(edge).orElseThrow();
    for (int row = 0; row < series.rows(); row++) {
      if (series.timeMillis(row) == time) {
        return row;
      }
    }
    throw new IllegalStateException("the edge " + edge + " of a window is no row of " + name);
  }

  String category() {
    return name.substring(0, name.indexOf('/'));
  }

  int rows() {
    return window.length;
  }
}
