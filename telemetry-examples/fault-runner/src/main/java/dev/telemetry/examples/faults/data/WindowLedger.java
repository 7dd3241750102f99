package dev.telemetry.examples.faults.data;

import dev.telemetry.examples.faults.Balance;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the tumbling windows have to hold: how many readings of each sensor, and their sum. It
 * counts by itself, with nothing of what the job is made of.
 */
final class WindowLedger {
  private static final double ROUNDING = 1e-9;

  private record Window(String sensor, long startMillis) {}

  private static final class Total {
    long count;
    double sum;
  }

  /** What was found of what was expected. */
  record Found(long delivered, long duplicated, long unissued, long corrupt) {}

  private final Map<Window, Total> expected = new HashMap<>();

  static WindowLedger of(List<SensorReading> readings) {
    WindowLedger ledger = new WindowLedger();
    readings.forEach(ledger::expect);
    return ledger;
  }

  void expect(SensorReading reading) {
    long size = DataJob.WINDOW.toMillis();
    long start = Math.floorDiv(reading.getEventTime().toEpochMilli(), size) * size;
    Total total =
        expected.computeIfAbsent(new Window(reading.getSensorId(), start), window -> new Total());
    total.count++;
    total.sum += reading.getValue();
  }

  /** Of so many readings sent, so many of which were set aside. */
  Balance balance(List<WindowStatistics> rows, long sent, long aside) {
    Found found = find(rows);
    return new Balance(
        sent, found.delivered, 0, 0, aside, found.duplicated, found.unissued, found.corrupt);
  }

  Found find(List<WindowStatistics> rows) {
    long delivered = 0;
    long duplicated = 0;
    long unissued = 0;
    long corrupt = 0;
    Set<Window> seen = new HashSet<>();
    for (WindowStatistics row : rows) {
      if (!isTumbling(row)) {
        continue;
      }
      Window window = new Window(row.getKey(), row.getWindowStart().toEpochMilli());
      Total total = expected.get(window);
      if (total == null) {
        unissued += row.getCount();
      } else if (!seen.add(window)) {
        duplicated += row.getCount();
      } else {
        delivered += Math.min(total.count, row.getCount());
        duplicated += Math.max(0, row.getCount() - total.count);
        corrupt += differs(row, total) ? 1 : 0;
      }
    }
    return new Found(delivered, duplicated, unissued, corrupt);
  }

  private static boolean isTumbling(WindowStatistics row) {
    return row.getWindowStart().plus(DataJob.WINDOW).equals(row.getWindowEnd());
  }

  private static boolean differs(WindowStatistics row, Total total) {
    return row.getCount() == total.count
        && !(Math.abs(row.getSum() - total.sum) <= ROUNDING * Math.abs(total.sum));
  }
}
