package dev.telemetry.benchmarks.nab;

import dev.telemetry.benchmarks.detect.Series;
import dev.telemetry.detect.Detector;
import dev.telemetry.detect.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Each file through one detector with a fresh state, row by row, and what that took. As every row
 * outside of a window counts against a detector, all get the same rest: a score that is not above
 * the peak of the last 100 rows counts as 0.
 */
final class Replay<S> {
  private static final CSVFormat LAYOUT =
      CSVFormat.DEFAULT
          .builder()
          .setHeader("timestamp", "value", "anomaly_score", "label")
          .setRecordSeparator('\n')
          .get();

  private static final int REST = 100;
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  private final Detector<S> detector;
  private final List<NabFile> files;
  private final double[][] scores;
  private long nanos;
  private int stateBytes;

  Replay(Detector<S> detector, List<NabFile> files) throws IOException {
    this.detector = detector;
    this.files = files;
    this.scores = files.stream().map(file -> new double[file.rows()]).toArray(double[][]::new);
    replay(); // once to warm up
    nanos = 0;
    replay();
    for (double[] ofFile : scores) {
      rest(ofFile);
    }
  }

  private static void rest(double[] scores) {
    double peak = 0;
    int resting = 0;
    for (int row = 0; row < scores.length; row++) {
      if (resting == 0 || scores[row] > peak) {
        peak = scores[row];
        resting = REST;
      } else {
        scores[row] = 0;
        resting--;
      }
    }
  }

  private void replay() throws IOException {
    for (int i = 0; i < scores.length; i++) {
      S state = detector.newState();
      Series series = files.get(i).series;
      long start = CPU.getCurrentThreadCpuTime();
      for (int row = 0; row < series.rows(); row++) {
        Verdict verdict = detector.observe(state, series.values(row)[0], series.timeMillis(row));
        scores[i][row] = verdict.score();
      }
      nanos += CPU.getCurrentThreadCpuTime() - start;
      stateBytes = Math.max(stateBytes, sizeOf(state));
    }
  }

  private int sizeOf(S state) throws IOException {
    var bytes = new ByteArrayOutputStream();
    detector.stateFormat().write(state, new DataOutputStream(bytes));
    return bytes.size();
  }

  double[][] scores() {
    return scores;
  }

  /** Of one thread, by the time that it had a processor. */
  double readingsPerSecond() {
    return files.stream().mapToLong(NabFile::rows).sum() * 1e9 / Math.max(nanos, 1);
  }

  /** The largest that was written at the end of a file. */
  int stateBytes() {
    return stateBytes;
  }

  /** In NAB's own layout of results. */
  void write(Path folder, String name) throws IOException {
    for (int i = 0; i < scores.length; i++) {
      NabFile file = files.get(i);
      Path category = Files.createDirectories(folder.resolve(name).resolve(file.category()));
      String result = name + "_" + file.name.substring(file.category().length() + 1);
      try (var writer = Files.newBufferedWriter(category.resolve(result), StandardCharsets.UTF_8);
          CSVPrinter printer = LAYOUT.print(writer)) {
        for (int row = 0; row < file.rows(); row++) {
          printer.printRecord(
              file.series.timestamp(row),
              file.series.values(row)[0],
              scores[i][row],
              file.window[row] == NabFile.OUTSIDE ? 0 : 1);
        }
      }
    }
  }
}
