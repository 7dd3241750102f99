package dev.telemetry.benchmarks.windows;

import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.benchmarks.job.Fill;
import java.io.Serializable;
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
    long fillStepMillis)
    implements Serializable {

  static WindowCase of(String name, WindowKind... kinds) {
    return new WindowCase(name, List.of(kinds), 1_000, false, 1, false, 1_000);
  }

  WindowCase keys(int newKeys) {
    return new WindowCase(name, kinds, newKeys, hot, parallelism, rocksDb, fillStepMillis);
  }

  WindowCase hotKey() {
    return new WindowCase(name, kinds, keys, true, parallelism, rocksDb, fillStepMillis);
  }

  WindowCase parallelism(int newParallelism) {
    return new WindowCase(name, kinds, keys, hot, newParallelism, rocksDb, fillStepMillis);
  }

  WindowCase onRocksDb() {
    return new WindowCase(name, kinds, keys, hot, parallelism, true, fillStepMillis);
  }

  WindowCase fillEvery(long millis) {
    return new WindowCase(name, kinds, keys, hot, parallelism, rocksDb, millis);
  }

  WindowCase kinds(WindowKind... newKinds) {
    return new WindowCase(name, List.of(newKinds), keys, hot, parallelism, rocksDb, fillStepMillis);
  }

  long largestMillis() {
    return kinds.stream().mapToLong(WindowKind::size).max().orElseThrow();
  }

  long largestSlideMillis() {
    return kinds.stream().mapToLong(WindowKind::slide).max().orElseThrow();
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
    told.put("hotKeyShare", hot ? 0.9 : 0.0);
    told.put("parallelism", parallelism);
    told.put("stateBackend", rocksDb ? "rocksdb, incremental checkpoints" : "hashmap");
    told.put("checkpoint", "every 10 s, exactly once");
    told.put("objectReuse", true);
    told.put("watermarks", "every 200 ms of event time");
    return told;
  }
}
