package dev.telemetry.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was asked for on the command line; the profile {@code benchmark} passes it on. */
record Options(
    String benchmark, List<String> cases, Rounds rounds, Path folder, Detection detection) {

  private static final int ROUNDS = 5;

  private static final double SECONDS = 3;

  static Options parse(String[] args) {
    Map<String, String> given = new HashMap<>();
    for (String arg : args) {
      int equals = arg.indexOf('=');
      if (!arg.startsWith("--") || equals < 0) {
        throw new BenchmarkException("an argument must look like --name=value, was " + arg);
      }
      given.put(arg.substring(2, equals), arg.substring(equals + 1).strip());
    }
    return new Options(
        given.getOrDefault("benchmark", ""),
        listed(given.getOrDefault("cases", "")),
        new Rounds(
            (int) number("benchmark.rounds", given.getOrDefault("rounds", ""), ROUNDS),
            number("benchmark.seconds", given.getOrDefault("seconds", ""), SECONDS)),
        Path.of(given.getOrDefault("folder", "target/benchmarks")),
        Detection.parse(given));
  }

  /**
   * What the benchmarks of detection need; relative folders are below the one that Maven was
   * started in.
   */
  record Detection(
      Path nab,
      Path results,
      Path pictures,
      Optional<Path> input,
      Optional<Path> output,
      String detector) {

    private static Detection parse(Map<String, String> given) {
      Path root = Path.of(given.getOrDefault("root", ""));
      String nab = given.getOrDefault("nab", "");
      return new Detection(
          root.resolve(nab.isEmpty() ? "../shared/data/nab" : nab).normalize(),
          root.resolve("target/nab"),
          root.resolve("docs/detectors"),
          folder(root, given.getOrDefault("input", "")),
          folder(root, given.getOrDefault("output", "")),
          given.getOrDefault("detector", ""));
    }

    private static Optional<Path> folder(Path root, String name) {
      return name.isEmpty() ? Optional.empty() : Optional.of(root.resolve(name).normalize());
    }
  }

  private static List<String> listed(String names) {
    return Arrays.stream(names.split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  private static double number(String name, String text, double otherwise) {
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      double number = Double.parseDouble(text);
      if (number > 0 && number < 1e6) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new BenchmarkException(name + " must be a number > 0, was " + text);
  }
}
