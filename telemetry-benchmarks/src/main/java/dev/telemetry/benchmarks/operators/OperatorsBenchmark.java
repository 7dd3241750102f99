package dev.telemetry.benchmarks.operators;

import dev.telemetry.benchmarks.Benchmark;
import dev.telemetry.benchmarks.CaseResult;
import dev.telemetry.benchmarks.Rounds;
import dev.telemetry.benchmarks.job.BenchCluster;
import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.benchmarks.job.Fill;
import dev.telemetry.benchmarks.job.JobContestant;
import dev.telemetry.detect.Detector;
import dev.telemetry.detect.Threshold;
import dev.telemetry.detect.ZScore;
import dev.telemetry.flink.detect.DetectAnomalies;
import dev.telemetry.flink.quality.Duplicates;
import dev.telemetry.flink.quality.Gate;
import dev.telemetry.model.SensorReading;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Single operators, each in a job of its own, against a function that hands on what comes. */
public final class OperatorsBenchmark implements Benchmark {
  private static final int KEYS = 1_000;
  private static final int LEAD_TICKS = 40;
  private static final int TICKS = 20;

  private static final Gate GATE =
      Gate.finite().unit("temperature", "Cel").range("temperature", -40, 250);

  private static final OperatorJob IDENTITY =
      new OperatorJob(
          "identity",
          "ProcessFunction, chained to the source",
          readings -> readings.process(new Identity()));

  private static final OperatorJob KEYED_IDENTITY =
      new OperatorJob(
          "identity",
          "KeyedProcessFunction behind the same keyBy",
          readings -> readings.keyBy(SensorReading::getSensorId).process(new KeyedIdentity()));

  private final Map<String, List<OperatorJob>> cases = new LinkedHashMap<>();

  /** Makes the benchmark. */
  public OperatorsBenchmark() {
    cases.put(
        "gate",
        List.of(
            ours(
                "Gate, finite with a unit and a range, chained to the source",
                readings -> GATE.attach(readings, "gate").accepted()),
            IDENTITY));
    cases.put(
        "duplicates",
        List.of(
            ours(
                "Duplicates behind a keyBy",
                readings ->
                    Duplicates.attach(readings.keyBy(SensorReading::getSensorId), "duplicates")
                        .accepted()),
            KEYED_IDENTITY));
    cases.put(
        "threshold",
        List.of(
            detector(
                Threshold.above(90).clearBelow(85).forAtLeast(Duration.ofSeconds(30)),
                "Threshold with a duration"),
            KEYED_IDENTITY));
    cases.put(
        "zscore-rolling",
        List.of(
            detector(ZScore.rolling(Duration.ofHours(1)).beyond(5), "ZScore over an hour"),
            KEYED_IDENTITY));
    cases.put(
        "zscore-ewma",
        List.of(
            detector(ZScore.ewma(Duration.ofMinutes(10)).beyond(5), "ZScore, weighted"),
            KEYED_IDENTITY));
  }

  private static OperatorJob ours(
      String note, Function<DataStream<SensorReading>, DataStream<?>> operator) {
    return new OperatorJob("ours", note, operator);
  }

  private static OperatorJob detector(Detector<?> detector, String note) {
    return ours(
        note + " in DetectAnomalies behind a keyBy, readings put in order of event time",
        readings ->
            readings
                .keyBy(SensorReading::getSensorId)
                .process(DetectAnomalies.with(detector).build()));
  }

  @Override
  public String name() {
    return "operators";
  }

  @Override
  public List<String> cases() {
    return List.copyOf(cases.keySet());
  }

  @Override
  public Optional<CaseResult> run(String name, Rounds rounds) throws Exception {
    Feed feed = new Feed(KEYS, false, Fill.NONE, 0, 1, LEAD_TICKS, TICKS);
    try (BenchCluster cluster = BenchCluster.start(1)) {
      List<JobContestant> contestants =
          Objects.requireNonNull(cases.get(name)).stream()
              .map(job -> new JobContestant(cluster, job, feed, TICKS))
              .toList();
      return Optional.of(rounds.measure(name, parameters(), contestants));
    }
  }

  private static Map<String, Object> parameters() {
    return Map.of(
        "keys",
        KEYS,
        "parallelism",
        1,
        "disorderMillis",
        Feed.DISORDER_MILLIS,
        "objectReuse",
        true,
        "stateBackend",
        "hashmap",
        "checkpoint",
        "exactly once, every 10 s and at the beginning of each measured stretch");
  }
}
