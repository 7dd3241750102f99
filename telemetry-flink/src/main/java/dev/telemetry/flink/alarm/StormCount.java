package dev.telemetry.flink.alarm;

import dev.telemetry.model.AlarmCount;
import dev.telemetry.model.Severity;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one interval of one group came to, so far. */
final class StormCount {
  private static final int SOURCES = 16;
  private static final int TOP = 8;

  long emitted;
  long heldBack;
  long infos;
  long warnings;
  long criticals;
  long updatesHeldBack;

  /** Those that raise most, by Space-Saving (Metwally, Agrawal and El Abbadi, 2005). */
  final Map<String, Long> sources = new LinkedHashMap<>();

  long raised() {
    return emitted + heldBack;
  }

  /** Counts a raise. */
  void add(String source, Severity severity, boolean passes) {
    if (passes) {
      emitted++;
    } else {
      heldBack++;
    }
    switch (severity) {
      case INFO -> infos++;
      case WARNING -> warnings++;
      case CRITICAL -> criticals++;
    }
    count(source);
  }

  /** A new source takes the place and the count of the one that raised least. */
  private void count(String source) {
    long before = 0;
    if (!sources.containsKey(source) && sources.size() == SOURCES) {
      Map.Entry<String, Long> least =
          sources.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow();
      before = least.getValue();
      sources.remove(least.getKey());
    }
    sources.merge(source, before + 1, (count, unused) -> count + 1);
  }

  List<AlarmCount> top() {
    return sources.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(TOP)
        .map(each -> new AlarmCount(each.getKey(), each.getValue()))
        .toList();
  }

  StormCount copy() {
    StormCount copy = new StormCount();
    copy.emitted = emitted;
    copy.heldBack = heldBack;
    copy.infos = infos;
    copy.warnings = warnings;
    copy.criticals = criticals;
    copy.updatesHeldBack = updatesHeldBack;
    copy.sources.putAll(sources);
    return copy;
  }
}
