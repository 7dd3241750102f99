package dev.telemetry.benchmarks.windows;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import dev.telemetry.benchmarks.Benchmark;
import dev.telemetry.benchmarks.CaseResult;
import dev.telemetry.benchmarks.Contestant;
import dev.telemetry.benchmarks.Ratio;
import dev.telemetry.benchmarks.Rounds;
import dev.telemetry.benchmarks.job.BenchCluster;
import dev.telemetry.testkit.LocalKafka;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Windowed statistics at memory speed: ours against what else there is. */
public final class WindowsBenchmark implements Benchmark {
  private static final int SLOTS = 2;
  private static final String TWO = "parallelism-2";
  private static final double CHECKPOINT_SECONDS = 10;

  private static final WindowKind MINUTE = WindowKind.sliding(ofMinutes(1), ofSeconds(1));
  private static final WindowKind TEN_MINUTES = WindowKind.sliding(ofMinutes(10), ofSeconds(1));
  private static final WindowKind LARGEST = WindowKind.sliding(ofDays(1), ofMinutes(5));

  private static final WindowJob OURS = new Ours();
  private static final WindowJob WINDOW = new FlinkWindow();
  private static final WindowJob WINDOW_OUR_TYPES = new FlinkWindowOurTypes();
  private static final WindowJob SQL = FlinkSql.withSketch();
  private static final WindowJob FUNCTION = new ProcessFunction();

  static final WindowCase STATE = WindowCase.of(StateBytes.NAME, TEN_MINUTES);
  static final List<WindowJob> STATE_JOBS = List.of(OURS, FUNCTION);

  private static final List<Entry> CASES =
      List.of(
          Entry.of(
                  WindowCase.of("tumbling-10s", WindowKind.tumbling(ofSeconds(10))),
                  OURS,
                  WINDOW,
                  WINDOW_OUR_TYPES,
                  SQL,
                  FUNCTION)
              .streams(2_500),
          Entry.of(
                  WindowCase.of("sliding-60s-1s", MINUTE),
                  OURS,
                  WINDOW,
                  WINDOW_OUR_TYPES,
                  SQL,
                  FUNCTION)
              .alsoAtTwo(OURS, WINDOW, SQL)
              .streams(500),
          Entry.of(WindowCase.of("sliding-600s-1s", TEN_MINUTES), OURS, WINDOW, SQL, FUNCTION),
          Entry.of(
                  WindowCase.of("sliding-1d-1s", WindowKind.sliding(ofDays(1), ofSeconds(1)))
                      .keys(100),
                  OURS,
                  SQL,
                  FUNCTION)
              .variant("60s", one -> one.kinds(MINUTE))
              .rounds(rounds -> rounds.longer(3))
              .leftOut(WINDOW.name(), "86,400 windows to update for each reading"),
          Entry.of(
                  WindowCase.of(
                          "shared-4-windows",
                          WindowKind.tumbling(ofSeconds(10)),
                          MINUTE,
                          WindowKind.sliding(ofHours(1), ofMinutes(1)),
                          LARGEST)
                      .fillEvery(60_000),
                  OURS,
                  WINDOW,
                  SQL,
                  FUNCTION)
              .variant("largest-alone", one -> one.kinds(LARGEST)),
          Entry.of(
                  WindowCase.of("keys-100k-sliding-60s-1s", MINUTE).keys(100_000),
                  OURS,
                  WINDOW,
                  SQL,
                  FUNCTION)
              .variant("1k-keys", one -> one.keys(1_000))
              .rounds(rounds -> rounds.atLeast(CHECKPOINT_SECONDS)),
          Entry.of(
              WindowCase.of("rocksdb-sliding-60s-1s", MINUTE).onRocksDb(),
              OURS,
              WINDOW,
              WINDOW_OUR_TYPES,
              SQL,
              FUNCTION),
          Entry.of(
              WindowCase.of("quantiles-sliding-60s-1s", MINUTE).withQuantiles(),
              OURS,
              WINDOW,
              SQL,
              FlinkSql.withPercentile(),
              FUNCTION),
          Entry.of(
                  WindowCase.of("hot-key-sliding-60s-1s", MINUTE).hotKey(),
                  OURS,
                  WINDOW,
                  SQL,
                  FUNCTION)
              .alsoAtTwo(OURS, WINDOW, SQL));

  /** Makes the benchmark. */
  public WindowsBenchmark() {}

  /** A case, who takes part, and under which other conditions. */
  private record Entry(
      WindowCase one,
      List<BoundJob> jobs,
      List<Ratio> ratios,
      UnaryOperator<Rounds> length,
      int streamsTicks,
      Map<String, String> leftOut) {

    static Entry of(WindowCase one, WindowJob... jobs) {
      List<BoundJob> bound = new ArrayList<>();
      List<Ratio> ratios = new ArrayList<>();
      for (WindowJob job : jobs) {
        bound.add(BoundJob.of(one, job));
        if (job != OURS) {
          ratios.add(new Ratio(job.name(), OURS.name(), job.name()));
        }
      }
      return new Entry(one, bound, ratios, UnaryOperator.identity(), 0, Map.of());
    }

    /** Ours under another condition; the ratio is ours in this case to that. */
    Entry variant(String suffix, UnaryOperator<WindowCase> change) {
      BoundJob variant = BoundJob.variant(suffix, change.apply(one), OURS);
      return with(
          List.of(variant), List.of(new Ratio(variant.name(), OURS.name(), variant.name())));
    }

    /** Some at parallelism 2 as well, against ours at parallelism 2 and each against itself. */
    Entry alsoAtTwo(WindowJob... some) {
      List<BoundJob> variants = new ArrayList<>();
      List<Ratio> more = new ArrayList<>();
      for (WindowJob job : some) {
        BoundJob variant = BoundJob.variant(TWO, one.parallelism(2), job);
        variants.add(variant);
        if (job != OURS) {
          more.add(new Ratio(variant.name(), OURS.name() + "-" + TWO, variant.name()));
        }
        more.add(new Ratio(variant.name() + "-to-1", variant.name(), job.name()));
      }
      return with(variants, more);
    }

    private Entry with(List<BoundJob> moreJobs, List<Ratio> moreRatios) {
      List<BoundJob> allJobs = new ArrayList<>(jobs);
      allJobs.addAll(moreJobs);
      List<Ratio> allRatios = new ArrayList<>(ratios);
      allRatios.addAll(moreRatios);
      return new Entry(one, allJobs, allRatios, length, streamsTicks, leftOut);
    }

    /** Other rounds, where a checkpoint is too large to come more often than told. */
    Entry rounds(UnaryOperator<Rounds> length) {
      return new Entry(one, jobs, ratios, length, streamsTicks, leftOut);
    }

    /** Kafka Streams too, with so many readings of each key in its topic. */
    Entry streams(int ticks) {
      List<Ratio> all = new ArrayList<>(ratios);
      all.add(new Ratio(StreamsPeer.NAME, OURS.name(), StreamsPeer.NAME));
      return new Entry(one, jobs, all, length, ticks, leftOut);
    }

    Entry leftOut(String who, String why) {
      return new Entry(one, jobs, ratios, length, streamsTicks, Map.of(who, why));
    }
  }

  @Override
  public String name() {
    return "windows";
  }

  @Override
  public List<String> cases() {
    List<String> names = new ArrayList<>(CASES.stream().map(entry -> entry.one().name()).toList());
    names.add(StateBytes.NAME);
    return names;
  }

  @Override
  public Optional<CaseResult> run(String name, Rounds rounds) throws Exception {
    if (name.equals(StateBytes.NAME)) {
      return Optional.of(state(rounds));
    }
    Entry entry =
        CASES.stream().filter(any -> any.one().name().equals(name)).findFirst().orElseThrow();
    try (BenchCluster cluster = BenchCluster.start(SLOTS)) {
      if (entry.streamsTicks() == 0) {
        return Optional.of(run(cluster, entry, List.of(), rounds));
      }
      return Optional.of(runWithStreams(cluster, entry, rounds));
    }
  }

  private static CaseResult state(Rounds rounds) throws Exception {
    return new StateBytes(STATE).measure(STATE_JOBS, rounds);
  }

  private static CaseResult runWithStreams(BenchCluster cluster, Entry entry, Rounds rounds)
      throws Exception {
    try (LocalKafka kafka = LocalKafka.start()) {
      StreamsPeer.check(kafka, new Agreement(entry.one()));
      System.out.printf("%s  %s agrees too%n", entry.one().name(), StreamsPeer.NAME);
      Contestant streams = StreamsPeer.filled(kafka, entry.one(), entry.streamsTicks());
      return run(cluster, entry, List.of(streams), rounds);
    }
  }

  private static CaseResult run(
      BenchCluster cluster, Entry entry, List<Contestant> more, Rounds rounds) throws Exception {
    check(cluster, entry);
    List<Contestant> contestants = new ArrayList<>();
    for (BoundJob job : entry.jobs()) {
      contestants.add(job.on(cluster));
    }
    contestants.addAll(more);
    contestants.add(BoundJob.of(entry.one(), new SourceAlone()).on(cluster));
    Map<String, Object> parameters = new LinkedHashMap<>(entry.one().parameters());
    if (!entry.leftOut().isEmpty()) {
      parameters.put("leftOut", entry.leftOut());
    }
    return entry
        .length()
        .apply(rounds)
        .measure(entry.one().name(), parameters, contestants, entry.ratios());
  }

  /** Each contestant under each condition, but for the number of keys. */
  private static void check(BenchCluster cluster, Entry entry) throws Exception {
    Map<WindowCase, Agreement> agreements = new LinkedHashMap<>();
    Set<String> agreed = new LinkedHashSet<>();
    for (BoundJob job : entry.jobs()) {
      agreements.computeIfAbsent(job.one(), Agreement::new).check(cluster, job.job());
      agreed.add(job.name());
    }
    System.out.printf(
        "%s  %s agree with a recomputation of %d windows%n",
        entry.one().name(),
        String.join(", ", agreed),
        agreements.values().stream().mapToInt(Agreement::size).sum());
  }
}
