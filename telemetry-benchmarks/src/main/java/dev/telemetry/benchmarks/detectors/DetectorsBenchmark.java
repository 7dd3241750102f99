package dev.telemetry.benchmarks.detectors;

import dev.telemetry.benchmarks.Benchmark;
import dev.telemetry.benchmarks.CaseResult;
import dev.telemetry.benchmarks.Rounds;
import dev.telemetry.benchmarks.job.BenchCluster;
import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.benchmarks.job.Fill;
import dev.telemetry.benchmarks.job.JobContestant;
import dev.telemetry.benchmarks.operators.KeyedIdentity;
import dev.telemetry.benchmarks.operators.OperatorJob;
import dev.telemetry.detect.Detector;
import dev.telemetry.detect.Detectors;
import dev.telemetry.flink.detect.DetectAnomalies;
import dev.telemetry.model.SensorReading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a reading costs in each detector, by itself on one thread and with one sensor's state, and
 * what it costs in a Flink job with the state of a thousand sensors on the heap.
 */
public final class DetectorsBenchmark implements Benchmark {
  /** First of all: virtual calls are cheaper in a JVM that has seen one detector only. */
  private static final String ALONE = "z-score-alone";

  private static final String PURE = "pure";
  private static final String IN_FLINK = "flink";
  private static final int KEYS = 1_000;
  private static final int LEAD_TICKS = 40;
  private static final int TICKS = 20;

  /** Makes the benchmark. */
  public DetectorsBenchmark() {}

  @Override
  public String name() {
    return "detectors";
  }

  @Override
  public List<String> cases() {
    return List.of(ALONE, PURE, IN_FLINK);
  }

  @Override
  public Optional<CaseResult> run(String name, Rounds rounds) throws Exception {
    return Optional.of(
        switch (name) {
          case ALONE -> pure(name, Map.of(Family.Z_SCORE, Family.HOURLY), rounds);
          case PURE -> pure(name, Family.all(), rounds);
          default -> inFlink(rounds);
        });
  }

  private static CaseResult pure(String name, Map<String, Detector<?>> detectors, Rounds rounds)
      throws Exception {
    List<PureContestant<?>> contestants = new ArrayList<>();
    Map<String, Integer> bytes = new LinkedHashMap<>();
    for (var one : detectors.entrySet()) {
      PureContestant<?> contestant = new PureContestant<>(one.getKey(), one.getValue());
      contestants.add(contestant);
      bytes.put(contestant.name(), contestant.fullStateBytes());
    }
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("event", "a reading of one sensor, each second, on one thread");
    parameters.put("bytesPerKey", bytes);
    return rounds.measure(name, parameters, contestants, List.of());
  }

  private static CaseResult inFlink(Rounds rounds) throws Exception {
    Feed feed = new Feed(KEYS, false, Fill.NONE, 0, 1, LEAD_TICKS, TICKS);
    List<OperatorJob> jobs =
        List.of(
            job(Family.Z_SCORE, Family.HOURLY),
            job(Family.AUTOMATIC, Detectors.automatic()),
            new OperatorJob(
                "identity",
                "KeyedProcessFunction behind the same keyBy",
                readings ->
                    readings.keyBy(SensorReading::getSensorId).process(new KeyedIdentity())));
    try (BenchCluster cluster = BenchCluster.start(1)) {
      List<JobContestant> contestants =
          jobs.stream().map(job -> new JobContestant(cluster, job, feed, TICKS)).toList();
      return rounds.measure(IN_FLINK, setting(), contestants);
    }
  }

  private static OperatorJob job(String name, Detector<?> detector) {
    return new OperatorJob(
        name,
        "DetectAnomalies behind a keyBy, readings put in order of event time",
        readings ->
            readings
                .keyBy(SensorReading::getSensorId)
                .process(DetectAnomalies.with(detector).build()));
  }

  private static Map<String, Object> setting() {
    Map<String, Object> setting = new LinkedHashMap<>();
    setting.put("keys", KEYS);
    setting.put("parallelism", 1);
    setting.put("disorderMillis", Feed.DISORDER_MILLIS);
    setting.put("stateBackend", "hashmap");
    setting.put("checkpoint", "exactly once, every 10 s and at the start of what is measured");
    return setting;
  }
}
