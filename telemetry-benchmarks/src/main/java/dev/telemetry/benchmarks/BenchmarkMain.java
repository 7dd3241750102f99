package dev.telemetry.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.telemetry.benchmarks.Options.Detection;
import dev.telemetry.benchmarks.detect.DetectBenchmark;
import dev.telemetry.benchmarks.detectors.DetectorsBenchmark;
import dev.telemetry.benchmarks.nab.NabBenchmark;
import dev.telemetry.benchmarks.operators.OperatorsBenchmark;
import dev.telemetry.benchmarks.pictures.PicturesBenchmark;
import dev.telemetry.benchmarks.pipeline.PipelineBenchmark;
import dev.telemetry.benchmarks.producer.ProducerBenchmark;
import dev.telemetry.benchmarks.serializers.SerializersBenchmark;
import dev.telemetry.benchmarks.sketches.SketchesBenchmark;
import dev.telemetry.benchmarks.windows.WindowsBenchmark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs one benchmark, or all that there are, in the foreground: progress line by line, then a table
 * and {@code NAME.json}. Ends with 0, with 2 where it cannot run as asked, with 1 where it fails.
 */
public final class BenchmarkMain {
  /** It has nothing to read of its own, and it writes into the sources. */
  private static final Set<String> ONLY_BY_NAME = Set.of("detect", "pictures");

  private final Options options;
  private final List<Benchmark> all;
  private final Map<String, Object> machine = Machine.describe();

  private BenchmarkMain(Options options) {
    this.options = options;
    this.all = all(options.detection());
  }

  private static List<Benchmark> all(Detection detection) {
    return List.of(
        new WindowsBenchmark(),
        new SerializersBenchmark(),
        new OperatorsBenchmark(),
        new DetectorsBenchmark(),
        new ProducerBenchmark(),
        new PipelineBenchmark(),
        new SketchesBenchmark(),
        new NabBenchmark(detection.nab(), detection.results(), detection.detector()),
        new DetectBenchmark(detection.input(), detection.output(), detection.detector()),
        new PicturesBenchmark(detection.nab(), detection.pictures()));
  }

  /**
   * Runs what the arguments say.
   *
   * @param args {@code --benchmark=NAME}, and maybe {@code --cases=A,B}, {@code --rounds=N}, {@code
   *     --seconds=N}, {@code --folder=PATH}; for those of detection {@code --root=PATH}, {@code
   *     --nab=PATH}, {@code --input=PATH}, {@code --output=PATH}, {@code --detector=NAME}
   */
  public static void main(String[] args) {
    System.exit(statusOf(args));
  }

  @SuppressWarnings("CatchAndPrintStackTrace") // the end of the program; nobody else would tell
  private static int statusOf(String[] args) {
    try {
      new BenchmarkMain(Options.parse(args)).run();
      return 0;
    } catch (BenchmarkException e) {
      System.err.println("benchmark: " + e.getMessage());
      return 2;
    } catch (Exception e) {
      e.printStackTrace();
      return 1;
    }
  }

  private void run() throws Exception {
    for (Benchmark benchmark : chosen()) {
      List<String> cases = casesOf(benchmark);
      System.out.printf("benchmark %s: %s%n", benchmark.name(), String.join(", ", cases));
      List<CaseResult> results = new ArrayList<>();
      for (String one : cases) {
        benchmark.run(one, options.rounds()).ifPresent(results::add);
        write(new BenchmarkResult(benchmark.name(), machine, results));
      }
      tell(new BenchmarkResult(benchmark.name(), machine, results));
    }
  }

  private List<Benchmark> chosen() {
    String name = options.benchmark();
    if (name.equals("all")) {
      return all.stream().filter(one -> !ONLY_BY_NAME.contains(one.name())).toList();
    }
    return List.of(
        all.stream()
            .filter(benchmark -> benchmark.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new BenchmarkException(unknown(name))));
  }

  private String unknown(String name) {
    List<String> known = new ArrayList<>(all.stream().map(Benchmark::name).toList());
    known.add("all");
    return "-Dbenchmark must be one of %s, was \"%s\"".formatted(String.join(", ", known), name);
  }

  private List<String> casesOf(Benchmark benchmark) {
    for (String name : options.cases()) {
      if (!benchmark.cases().contains(name)) {
        throw new BenchmarkException(
            "-Dbenchmark.cases must be among %s, was \"%s\""
                .formatted(String.join(", ", benchmark.cases()), name));
      }
    }
    return options.cases().isEmpty() ? benchmark.cases() : options.cases();
  }

  /** After each case, so that an end before the last loses nothing. */
  private void write(BenchmarkResult result) throws IOException {
    if (!result.cases().isEmpty()) {
      Files.createDirectories(options.folder());
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValue(file(result).toFile(), result);
    }
  }

  private Path file(BenchmarkResult result) {
    return options.folder().resolve(result.benchmark() + ".json");
  }

  private void tell(BenchmarkResult result) {
    if (result.cases().isEmpty()) {
      System.out.printf("%s: nothing was measured%n", result.benchmark());
      return;
    }
    System.out.printf("%n%s%nwritten to %s%n", ResultsTable.of(result), file(result));
  }
}
