package dev.telemetry.examples.faults;

import java.util.List;
import java.util.stream.Collectors;

/** The outcomes as a Markdown table. */
final class SummaryTable {
  private static final String HEAD =
      """
      | scenario | rounds | faults | records | lost | duplicated | recovery p50 / max | peak RSS | |
      |---|---|---|---|---|---|---|---|---|
      """;

  private SummaryTable() {}

  static String of(List<Outcome> outcomes) {
    return HEAD + outcomes.stream().map(SummaryTable::row).collect(Collectors.joining("\n"));
  }

  private static String row(Outcome outcome) {
    return "| `%s` | %d | %,d | %,d | %d | %d | %s | %d MB | %s |"
        .formatted(
            outcome.scenario,
            outcome.rounds,
            outcome.faults,
            outcome.accepted,
            outcome.lost,
            outcome.duplicated,
            recovery(outcome),
            outcome.peakRssMegabytes,
            outcome.passed() ? "passed" : String.join("; ", outcome.failures));
  }

  private static String recovery(Outcome outcome) {
    Long median = outcome.recoveryAt(0.5);
    return median == null
        ? ""
        : "%.1f / %.1f s".formatted(median / 1000.0, outcome.recoveryAt(1) / 1000.0);
  }
}
