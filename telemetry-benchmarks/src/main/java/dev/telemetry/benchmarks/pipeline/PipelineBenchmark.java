package dev.telemetry.benchmarks.pipeline;

import dev.telemetry.benchmarks.Benchmark;
import dev.telemetry.benchmarks.CaseResult;
import dev.telemetry.benchmarks.Rounds;
import dev.telemetry.benchmarks.StubRegistry;
import dev.telemetry.benchmarks.job.BenchCluster;
import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.TopicAdmin;
import dev.telemetry.testkit.LocalKafka;
import dev.telemetry.topic.Topic;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A whole job between two Kafka topics against one that passes the readings on. */
public final class PipelineBenchmark implements Benchmark {
  private static final String WHOLE = "gate-statistics-detectors";
  private static final double WARM_UP_READINGS = 1_000_000;
  private static final int WARM_UPS = 8;
  private static final double LONGER = 2;

  /** Makes the benchmark. */
  public PipelineBenchmark() {}

  @Override
  public String name() {
    return "pipeline";
  }

  @Override
  public List<String> cases() {
    return List.of(WHOLE);
  }

  @Override
  public Optional<CaseResult> run(String name, Rounds rounds) throws Exception {
    try (LocalKafka kafka = LocalKafka.start();
        StubRegistry registry = new StubRegistry();
        BenchCluster cluster = BenchCluster.start(1)) {
      KafkaConnection connection =
          KafkaConnection.to(kafka.bootstrapServers()).registry(registry.url()).insecureLocal();
      List<PipelineJob> jobs =
          List.of(new Ours(connection), new Identity(connection), new IdentityRawBytes(connection));
      jobs.forEach(job -> TopicAdmin.ensure(connection, job.outputs().toArray(Topic<?>[]::new)));
      jobs.forEach(job -> TopicAdmin.ensure(connection, LatencyRun.input(job)));
      CaseResult rates = rates(cluster, connection, jobs, rounds);
      double half = rates.eventsPerSecond().getOrDefault(jobs.get(0).name(), Double.NaN) / 2;
      return Optional.of(withLatencies(rates, cluster, connection, jobs, half));
    }
  }

  private static CaseResult rates(
      BenchCluster cluster, KafkaConnection connection, List<PipelineJob> jobs, Rounds rounds)
      throws Exception {
    try (Broker broker = new Broker(connection)) {
      double rate = warmUp(cluster, broker, connection, jobs);
      Map<Double, Backlog> filled = new HashMap<>();
      List<RateContestant> contestants =
          jobs.stream()
              .map(
                  job ->
                      new RateContestant(
                          cluster,
                          broker,
                          job,
                          seconds ->
                              filled.computeIfAbsent(
                                  seconds, any -> backlog(connection, seconds, rate))))
              .toList();
      return rounds.longer(LONGER).measure(WHOLE, parameters(), contestants);
    }
  }

  /**
   * The compiler is not done with a job this large after a few million readings, and the
   * contestants share much of it.
   *
   * @return how much ours reads in a second at best, to choose how much there is to read
   */
  private static double warmUp(
      BenchCluster cluster, Broker broker, KafkaConnection connection, List<PipelineJob> jobs)
      throws Exception {
    Backlog backlog = Backlog.fill(connection, "readings-warm-up", WARM_UP_READINGS);
    double rate = 0;
    for (int i = 0; i < WARM_UPS; i++) {
      for (PipelineJob job : jobs) {
        RateContestant contestant = new RateContestant(cluster, broker, job, any -> backlog);
        double reached = contestant.run(0).eventsPerSecond();
        rate = job == jobs.get(0) ? Math.max(rate, reached) : rate;
      }
    }
    return rate;
  }

  private static Backlog backlog(KafkaConnection connection, double seconds, double rate) {
    return Backlog.fill(
        connection, "readings-" + Math.round(seconds * 1_000) + "-ms", seconds * rate);
  }

  private static Map<String, Object> parameters() {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("keys", Backlog.SENSORS);
    told.put("readingsPerSecondAndKey", PlantReadings.PER_SECOND);
    told.put("disorderMillis", Feed.DISORDER_MILLIS);
    told.put("parallelism", 1);
    told.put("stateBackend", "hashmap");
    told.put("checkpoint", "midway and every 10 s, exactly once; sinks at least once, lz4");
    told.put("objectReuse", true);
    told.put("broker", "one, in this JVM, topics of 4 partitions");
    told.put("rate", "a full topic read from its first record to the last result in the broker");
    return told;
  }

  private static CaseResult withLatencies(
      CaseResult rates,
      BenchCluster cluster,
      KafkaConnection connection,
      List<PipelineJob> jobs,
      double readingsPerSecond)
      throws Exception {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("readingsPerSecond", Math.round(readingsPerSecond));
    told.put("how", LatencyRun.settings());
    told.put(
        "what",
        "copies and anomalies: from the sending of the reading to its result at a consumer;"
            + " windows: from the end of the window. Anomalies and windows wait for the watermark:"
            + " the disorder bound of %d ms and up to 200 ms of watermark interval are in them."
                .formatted(Feed.DISORDER_MILLIS)
            + " Sinks at least once: no result waits for a checkpoint. Sender and consumer share the"
            + " machine with job and broker; readings behind at the end say whether all kept up");
    for (PipelineJob job : jobs) {
      Map<String, Object> latencies =
          LatencyRun.measure(cluster, connection, job, readingsPerSecond);
      System.out.println(rates.name() + "  latency    " + job.name() + " " + latencies);
      told.put(job.name(), latencies);
    }
    Map<String, Object> parameters = new LinkedHashMap<>(rates.parameters());
    parameters.put("latencyAtHalfLoad", told);
    return new CaseResult(
        rates.name(),
        parameters,
        rates.eventsPerSecond(),
        rates.cpuNanosPerEvent(),
        rates.ratio(),
        rates.spread());
  }
}
