package dev.telemetry.benchmarks.windows;

import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.benchmarks.job.Fill;
import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What all contestants of a case have in common. */
record WindowCase(
    String name,
    List<WindowKind> kinds,
    int keys,
    boolean hot,
    int parallelism,
    boolean rocksDb,
    boolean quantiles,
    long fillStepMillis)
    implements Serializable {
  /** By how much a reading may be behind the watermark and still corrects a result. */
  static final Duration LATENESS = Duration.ofSeconds(5);

  /** At one percent of relative accuracy. */
  static final double[] QUANTILES = {0.5, 0.95, 0.99};

  static WindowCase of(String name, WindowKind... kinds) {
    return new WindowCase(name, List.of(kinds), 1_000, false, 1, false, false, 1_000);
  }

  WindowCase keys(int newKeys) {
    return new WindowCase(
        name, kinds, newKeys, hot, parallelism, rocksDb, quantiles, fillStepMillis);
  }

  WindowCase hotKey() {
    return new WindowCase(name, kinds, keys, true, parallelism, rocksDb, quantiles, fillStepMillis);
  }

  WindowCase parallelism(int newParallelism) {
    return new WindowCase(
        name, kinds, keys, hot, newParallelism, rocksDb, quantiles, fillStepMillis);
  }

  WindowCase onRocksDb() {
    return new WindowCase(name, kinds, keys, hot, parallelism, true, quantiles, fillStepMillis);
  }

  WindowCase withQuantiles() {
    return new WindowCase(name, kinds, keys, hot, parallelism, rocksDb, true, fillStepMillis);
  }

  WindowCase fillEvery(long millis) {
    return new WindowCase(name, kinds, keys, hot, parallelism, rocksDb, quantiles, millis);
  }

  WindowCase kinds(WindowKind... newKinds) {
    return new WindowCase(
        name, List.of(newKinds), keys, hot, parallelism, rocksDb, quantiles, fillStepMillis);
  }

  long largestMillis() {
    return kinds.stream().mapToLong(WindowKind::size).max().orElseThrow();
  }

  long largestSlideMillis() {
    return kinds.stream().mapToLong(WindowKind::slide).max().orElseThrow();
  }

  /** Readings of a key from one result of its most frequent window to the next. */
  int slideCycleTicks() {
    long smallest = kinds.stream().mapToLong(WindowKind::slide).min().orElseThrow();
    return (int) (smallest / Feed.TICK_MILLIS);
  }

  /** The feed of a contestant, without a measured part. */
  Feed feed(Fill fill, int leadTicks) {
    return new Feed(keys, hot, fill, largestMillis(), fillStepMillis, leadTicks, 2);
  }

  Map<String, Object> parameters() {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("windows", kinds.stream().map(WindowKind::toString).toList());
    told.put("keys", keys);
    told.put("readingsPerSecondAndKey", 1_000 / Feed.TICK_MILLIS);
    told.put("disorderMillis", Feed.DISORDER_MILLIS);
    told.put("allowedLatenessMillis", LATENESS.toMillis());
    told.put("hotKeyShare", hot ? 0.9 : 0.0);
    if (quantiles) {
      told.put("quantiles", Arrays.stream(QUANTILES).boxed().toList());
      told.put("quantilesRelativeAccuracy", Sketches.RELATIVE_ACCURACY);
    }
    told.put("parallelism", parallelism);
    told.put("stateBackend", rocksDb ? "rocksdb, incremental checkpoints" : "hashmap");
    told.put(
        "checkpoint", "exactly once, every 10 s and at the beginning of each measured stretch");
    told.put("objectReuse", true);
    told.put("watermarks", "every 200 ms of event time");
    return told;
  }
}
