package dev.telemetry.benchmarks.detect;

import dev.telemetry.benchmarks.Benchmark;
import dev.telemetry.benchmarks.BenchmarkException;
import dev.telemetry.benchmarks.CaseResult;
import dev.telemetry.benchmarks.Rounds;
import dev.telemetry.benchmarks.detect.RowDetector.RowVerdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Every CSV file below a folder through a detector, row by row in the order of the file, into a
 * file of the same relative path and number of rows: {@code
 * timestamp,anomaly_score,alarm,explanation}. A row without a time or without any value has no
 * score and changes nothing. A file that cannot be read at all is told and left out.
 */
public final class DetectBenchmark implements Benchmark {
  private static final CSVFormat RESULT =
      CSVFormat.DEFAULT
          .builder()
          .setHeader("timestamp", "anomaly_score", "alarm", "explanation")
          .setRecordSeparator('\n')
          .get();

  private final Optional<Path> input;
  private final Optional<Path> output;
  private final String detector;

  /**
   * Makes the benchmark.
   *
   * @param input folder of the files
   * @param output folder of the results
   * @param detector name of the detector, empty for the default
   */
  public DetectBenchmark(Optional<Path> input, Optional<Path> output, String detector) {
    this.input = input;
    this.output = output;
    this.detector = detector.isEmpty() ? ShippedDetectors.DEFAULT : detector;
  }

  @Override
  public String name() {
    return "detect";
  }

  @Override
  public List<String> cases() {
    return List.of("files");
  }

  @Override
  public Optional<CaseResult> run(String name, Rounds rounds) throws IOException {
    Path from = input.orElseThrow(() -> new BenchmarkException("-Dinput=DIR is missing"));
    Path to = output.orElseThrow(() -> new BenchmarkException("-Doutput=DIR is missing"));
    ShippedDetectors.of(detector);
    List<Path> files = filesBelow(from, to);
    Total total = new Total();
    long start = System.nanoTime();
    for (Path file : files) {
      Path result = to.resolve(from.relativize(file));
      tell(from.relativize(file), file, result, total);
    }
    System.out.printf(
        "%s: %d of %d files, %,d rows, %d alarms, results in %s%n",
        detector, total.files, files.size(), total.rows, total.alarms, to);
    double seconds = (System.nanoTime() - start) / 1e9;
    return Optional.of(
        new CaseResult(
            name,
            Map.of("files", total.files, "alarms", total.alarms),
            Map.of(detector, total.rows / seconds),
            Map.of(),
            Map.of(),
            Map.of()));
  }

  private static List<Path> filesBelow(Path from, Path to) throws IOException {
    if (!Files.isDirectory(from)) {
      throw new BenchmarkException("-Dinput must be a folder, was " + from);
    }
    try (Stream<Path> all = Files.walk(from, FileVisitOption.FOLLOW_LINKS)) {
      return all.filter(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".csv"))
          .filter(file -> Files.isRegularFile(file) && !file.startsWith(to))
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void tell(Path name, Path file, Path result, Total total) throws IOException {
    Series series;
    try {
      series = Series.read(file);
    } catch (IOException e) {
      System.out.printf("left out %s: %s%n", name, e.getMessage());
      return;
    }
    int before = total.alarms;
    detect(series, result, total);
    System.out.printf(
        "%s: %d columns, %,d rows, %d alarms%n",
        name, series.columns().size(), series.rows(), total.alarms - before);
  }

  private void detect(Series series, Path result, Total total) throws IOException {
    Files.createDirectories(result.toAbsolutePath().getParent());
    RowDetector rows = ShippedDetectors.ofRows(detector, series.columns());
    total.files++;
    boolean alarm = false;
    try (var writer = Files.newBufferedWriter(result, StandardCharsets.UTF_8);
        CSVPrinter printer = RESULT.print(writer)) {
      for (int i = 0; i < series.rows(); i++) {
        RowVerdict verdict = judge(rows, series, i);
        total.rows++;
        total.alarms += verdict.alarm() && !alarm ? 1 : 0;
        alarm = verdict.alarm();
        printer.printRecord(
            series.timestamp(i),
            Double.isNaN(verdict.score()) ? "" : verdict.score(),
            alarm ? 1 : 0,
            verdict.explanation());
      }
    }
  }

  private static RowVerdict judge(RowDetector rows, Series series, int row) {
    long time = series.timeMillis(row);
    return time == Series.NO_TIME
        ? new RowVerdict(Double.NaN, false, "")
        : rows.judge(series.values(row), time);
  }

  private static final class Total {
    private int files;
    private long rows;
    private int alarms;
  }
}
