package dev.telemetry.benchmarks;

import java.util.List;
import java.util.Locale;

/** Results as a table in Markdown, which a terminal shows as well. */
final class ResultsTable {
  private ResultsTable() {}

  static String of(BenchmarkResult result) {
    StringBuilder text = new StringBuilder();
    text.append(
        "| %-28s | %-36s | %14s | %12s | %10s | %6s |%n"
            .formatted(result.benchmark(), "", "events/s", "CPU ns/event", "ours is", "spread"));
    text.append("|---|---|--:|--:|--:|--:|%n".formatted());
    for (CaseResult one : result.cases()) {
      one.eventsPerSecond().forEach((who, rate) -> text.append(row(one, who, rate)));
      one.ratio().forEach((name, ratio) -> text.append(ratioAlone(one, name, ratio)));
    }
    result.cases().forEach(one -> text.append(notes(one)));
    return text.toString();
  }

  private static String row(CaseResult one, String who, double rate) {
    Double ratio = one.ratio().get(who);
    return String.format(
        Locale.ROOT,
        "| %-28s | %-36s | %,14.0f | %,12.0f | %10s | %5.0f%% |%n",
        one.name(),
        who,
        rate,
        one.cpuNanosPerEvent().getOrDefault(who, Double.NaN),
        ratio == null ? "" : times(ratio),
        100 * one.spread().getOrDefault(who, Double.NaN));
  }

  /** A ratio that is not ours to a peer. */
  private static String ratioAlone(CaseResult one, String name, double ratio) {
    return one.eventsPerSecond().containsKey(name)
        ? ""
        : "| %-28s | %-36s | %14s | %12s | %10s | %6s |%n"
            .formatted(one.name(), name, "", "", times(ratio), "");
  }

  private static String times(double ratio) {
    return String.format(Locale.ROOT, ratio < 100 ? "%,.2f x" : "%,.0f x", ratio);
  }

  private static String notes(CaseResult one) {
    StringBuilder text = new StringBuilder();
    for (String name : List.of("bytesPerKey", "leftOut")) {
      Object told = one.parameters().get(name);
      if (told != null) {
        text.append("%n%s, %s: %s%n".formatted(one.name(), name, told));
      }
    }
    return text.toString();
  }
}
