package dev.telemetry.benchmarks.windows;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import dev.telemetry.benchmarks.Benchmark;
import dev.telemetry.benchmarks.CaseResult;
import dev.telemetry.benchmarks.Rounds;
import dev.telemetry.benchmarks.job.BenchCluster;
import dev.telemetry.benchmarks.job.Fill;
import dev.telemetry.benchmarks.job.JobContestant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Windowed statistics at memory speed: ours against what else there is. */
public final class WindowsBenchmark implements Benchmark {
  private static final String QUANTILES = "quantiles-sliding-60s-1s";
  private static final int SLOTS = 2;

  /** Four seconds of event time, so that windows close when the measurement begins. */
  private static final int LEAD_TICKS = 40;

  private static final int FEWEST_TICKS = 20;

  /** Flink's window does the same for each reading from its second reading on. */
  private static final int SHORT_LEAD_TICKS = 4;

  private static final WindowKind MINUTE = WindowKind.sliding(ofMinutes(1), ofSeconds(1));
  private static final WindowKind DAY = WindowKind.sliding(ofDays(1), ofSeconds(1));
  private static final WindowKind LARGEST = WindowKind.sliding(ofDays(1), ofMinutes(5));

  private static final List<WindowCase> CASES =
      List.of(
          WindowCase.of("tumbling-10s", WindowKind.tumbling(ofSeconds(10))),
          WindowCase.of("sliding-60s-1s", MINUTE),
          WindowCase.of("sliding-600s-1s", WindowKind.sliding(ofMinutes(10), ofSeconds(1))),
          WindowCase.of("sliding-1d-1s", DAY).keys(100),
          WindowCase.of(
                  "shared-4-windows",
                  WindowKind.tumbling(ofSeconds(10)),
                  MINUTE,
                  WindowKind.sliding(ofHours(1), ofMinutes(1)),
                  LARGEST)
              .fillEvery(60_000),
          WindowCase.of("keys-100k-sliding-60s-1s", MINUTE).keys(100_000),
          WindowCase.of("rocksdb-sliding-60s-1s", MINUTE).onRocksDb(),
          WindowCase.of("hot-key-sliding-60s-1s", MINUTE).hotKey().parallelism(2));

  /** Makes the benchmark. */
  public WindowsBenchmark() {}

  @Override
  public String name() {
    return "windows";
  }

  @Override
  public List<String> cases() {
    List<String> names = new ArrayList<>(CASES.stream().map(WindowCase::name).toList());
    names.add(names.size() - 1, QUANTILES);
    return names;
  }

  @Override
  public Optional<CaseResult> run(String name, Rounds rounds) throws Exception {
    if (name.equals(QUANTILES)) {
      System.out.println(
          QUANTILES + "  is left out: WindowedStatistics has no quantiles yet to compare");
      return Optional.empty();
    }
    WindowCase one =
        CASES.stream().filter(any -> any.name().equals(name)).findFirst().orElseThrow();
    try (BenchCluster cluster = BenchCluster.start(SLOTS)) {
      return Optional.of(run(cluster, one, rounds));
    }
  }

  private static CaseResult run(BenchCluster cluster, WindowCase one, Rounds rounds)
      throws Exception {
    Agreement agreement = new Agreement(one);
    for (WindowJob job : jobs()) {
      agreement.check(cluster, job);
    }
    System.out.printf(
        "%s  all agree with a recomputation of %d windows%n", one.name(), agreement.size());
    return rounds.measure(one.name(), one.parameters(), contestants(cluster, one));
  }

  private static List<WindowJob> jobs() {
    return List.of(new Ours("ours"), new FlinkWindow(), new FlinkSql(), new ProcessFunction());
  }

  private static List<JobContestant> contestants(BenchCluster cluster, WindowCase one) {
    List<JobContestant> all = new ArrayList<>();
    for (WindowJob job : jobs()) {
      all.add(contestant(cluster, one, job));
    }
    variant(one)
        .ifPresent(
            variant -> all.add(contestant(cluster, variant.one(), new Ours(variant.name()))));
    all.add(
        new JobContestant(
            cluster,
            new BoundJob(one, new SourceAlone()),
            one.feed(Fill.NONE, LEAD_TICKS),
            FEWEST_TICKS));
    return all;
  }

  private record Variant(String name, WindowCase one) {}

  /** Ours under another condition, where the case is about the difference. */
  private static Optional<Variant> variant(WindowCase one) {
    return Optional.ofNullable(
        switch (one.name()) {
          case "sliding-60s-1s" -> new Variant("ours-parallelism-2", one.parallelism(2));
          case "sliding-1d-1s" -> new Variant("ours-60s-1s", one.kinds(MINUTE));
          case "shared-4-windows" -> new Variant("ours-largest-alone", one.kinds(LARGEST));
          default -> null;
        });
  }

  private static JobContestant contestant(BenchCluster cluster, WindowCase one, WindowJob job) {
    return switch (job.name()) {
      case FlinkWindow.NAME ->
          new JobContestant(
              cluster,
              new BoundJob(one, job),
              one.feed(Fill.NONE, SHORT_LEAD_TICKS),
              SHORT_LEAD_TICKS);
      case FlinkSql.NAME, ProcessFunction.NAME ->
          new JobContestant(
              cluster,
              new BoundJob(one, job),
              one.feed(Fill.BEHIND_WATERMARK, LEAD_TICKS),
              FEWEST_TICKS);
      default ->
          new JobContestant(
              cluster, new BoundJob(one, job), one.feed(Fill.IN_ORDER, LEAD_TICKS), FEWEST_TICKS);
    };
  }
}
