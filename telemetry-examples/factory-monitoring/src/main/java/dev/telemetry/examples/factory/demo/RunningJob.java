package dev.telemetry.examples.factory.demo;

import dev.telemetry.examples.factory.FactoryMonitoring;
import dev.telemetry.examples.factory.Tuning;
import dev.telemetry.flink.TelemetryEnvironment;
import dev.telemetry.flink.sink.JdbcConnection;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.testkit.JobCounters;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job on a Flink cluster inside this JVM, and what it has counted. */
final class RunningJob implements AutoCloseable {
  private static final int PARALLELISM = 2;
  private static final long PATIENCE_SECONDS = 120;
  private static final long END_SECONDS = 5;

  private final JobClient job;
  private final JobCounters counters;
  private final Path folder;
  private final CompletableFuture<?> ended;

  private RunningJob(JobClient job, JobCounters counters, Path folder) {
    this.job = job;
    this.counters = counters;
    this.folder = folder;
    this.ended = job.getJobExecutionResult();
  }

  static RunningJob start(
      KafkaConnection kafka, JdbcConnection database, Tuning tuning, Path folder) throws Exception {
    Configuration settings = settings(folder);
    JobCounters counters = JobCounters.registerIn(settings);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(
            TelemetryEnvironment.configuration(settings, List.of()));
    FactoryMonitoring.wire(env, kafka, database, tuning);
    return new RunningJob(env.executeAsync("factory-monitoring"), counters, folder);
  }

  static Configuration settings(Path folder) {
    Configuration settings = new Configuration();
    settings.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    settings.set(WebOptions.SUBMIT_ENABLE, false);
    settings.set(ReadOnlyRest.READ_ONLY, true);
    settings.set(CoreOptions.TMP_DIRS, folder.toString());
    settings.set(CoreOptions.DEFAULT_PARALLELISM, PARALLELISM);
    settings.set(TaskManagerOptions.NUM_TASK_SLOTS, PARALLELISM);
    settings.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        folder.resolve("checkpoints").toUri().toString());
    return settings;
  }

  /** What became of the records so far, by the names of the contract. */
  Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("read", counters.sum("readings-fates", "read"));
    counts.put("accepted", counters.sum("duplicates", "accepted"));
    counts.put("late", counters.sum("statistics", "late"));
    counts.put("partly late", counters.sum("statistics", "latePartially"));
    counts.put(
        "rejected",
        counters.sum("readings-fates", "aheadOfTime")
            + counters.sum("gate", "rejected")
            + counters.sum("duplicates", "rejected"));
    counts.put("quarantined", counters.sum("readings-fates", "quarantined"));
    return counts;
  }

  /** All counters of its operators. */
  JobCounters counters() {
    return counters;
  }

  /** How often Flink has started the job again after a failure. */
  int restarts() {
    return Math.max(0, counters.attempts() - 1);
  }

  /** Completes when the job ends, with the failure if it fails. */
  CompletableFuture<?> ended() {
    return ended;
  }

  /** Ends the job as if its input had ended: all windows close, all sinks are written. */
  void drain() {
    try {
      job.stopWithSavepoint(
              true, folder.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoException("Interrupted while the job was ending.", e);
    } catch (ExecutionException e) {
      throw new DemoException("The job did not end: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new DemoException("The job did not end within " + PATIENCE_SECONDS + " s.", e);
    }
  }

  @Override
  public void close() {
    if (!ended.isDone()) {
      // until then it writes into its folder; without Kafka, which Ctrl-C stops too, it takes long
      job.cancel()
          .thenCompose(cancelled -> ended)
          .handle((result, failure) -> null)
          .completeOnTimeout(null, END_SECONDS, TimeUnit.SECONDS)
          .join();
    }
  }
}
