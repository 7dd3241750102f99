package dev.telemetry.benchmarks;

import java.util.Locale;

/** Results as a table in Markdown, which a terminal shows as well. */
final class ResultsTable {
  private ResultsTable() {}

  static String of(BenchmarkResult result) {
    StringBuilder text = new StringBuilder();
    text.append(
        "| %-28s | %-22s | %14s | %12s | %10s | %6s |%n"
            .formatted(result.benchmark(), "", "events/s", "CPU ns/event", "ours is", "spread"));
    text.append("|---|---|--:|--:|--:|--:|%n".formatted());
    for (CaseResult one : result.cases()) {
      one.eventsPerSecond().forEach((who, rate) -> text.append(row(one, who, rate)));
    }
    return text.toString();
  }

  private static String row(CaseResult one, String who, double rate) {
    Double ratio = one.ratio().get(who);
    return String.format(
        Locale.ROOT,
        "| %-28s | %-22s | %,14.0f | %,12.0f | %10s | %5.0f%% |%n",
        one.name(),
        who,
        rate,
        one.cpuNanosPerEvent().getOrDefault(who, Double.NaN),
        ratio == null ? "" : String.format(Locale.ROOT, "%,.2f x", ratio),
        100 * one.spread().getOrDefault(who, Double.NaN));
  }
}
