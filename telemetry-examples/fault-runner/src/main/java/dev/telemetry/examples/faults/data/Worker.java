package dev.telemetry.examples.faults.data;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telemetry.flink.TelemetryEnvironment;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.testkit.JobCounters;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Runs the job in a JVM of its own. For each line {@code round bootstrap-servers registry-url} that
 * it reads it runs that round, and writes a {@link JobReport} in one line. It ends with its parent.
 */
final class Worker {
  static final ObjectMapper JSON = new ObjectMapper();

  private static final int PARALLELISM = 2;
  private static final int MOST_RESTARTS = 2;
  private static final int CALM_LOOKS = 15;
  private static final int BETWEEN_MILLIS = 200;
  private static final int STILL_FALLING_BYTES = 100_000;
  private static final Map<String, List<String>> COUNTERS =
      Map.of(
          "readings-fates", List.of("read", "decoded", "quarantined", "aheadOfTime"),
          "gate", List.of("accepted", "rejected", "rejected.NOT_FINITE", "rejected.TOO_OLD"),
          "duplicates", List.of("accepted", "rejected"),
          "statistics", List.of("aggregated", "late", "latePartially", "ignored", "results"),
          "anomalies", List.of("judged", "late", "ignored", "opened", "closed"),
          "alarms", List.of("edges", "ignored", "raised", "told"),
          "alarm-groups",
              List.of("raised", "emitted", "heldBack", "updates", "updatesHeldBack", "summaries"));

  private Worker() {}

  /** The only argument is the folder for all that Flink writes. */
  public static void main(String[] arguments) throws Exception {
    ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
    parent.onExit().thenRun(() -> Runtime.getRuntime().halt(1));
    Path folder = Path.of(arguments[0]);
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      String[] order = line.split(" ");
      KafkaConnection kafka = KafkaConnection.to(order[1]).registry(order[2]).insecureLocal();
      JobReport report = run(new RoundTopics(order[0]), kafka, folder);
      System.out.println(WorkerProcess.REPORT + JSON.writeValueAsString(report));
    }
    System.exit(0); // what Flink and Kafka have left running is not waited for
  }

  private static JobReport run(RoundTopics topics, KafkaConnection kafka, Path folder)
      throws Exception {
    Configuration settings = settings(Files.createTempDirectory(folder, "job"));
    JobCounters counters = JobCounters.registerIn(settings);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(
            TelemetryEnvironment.configuration(settings, List.of()));
    DataJob.wire(env, kafka, topics);
    long began = System.nanoTime();
    boolean ended = endsWithFewRestarts(env.executeAsync(topics.round()), counters);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    int restarts = Math.max(0, counters.attempts() - 1);
    return new JobReport(counts(counters), restarts, ended, liveBytes(), millis);
  }

  private static Configuration settings(Path folder) {
    Configuration settings = new Configuration();
    settings.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    settings.set(RestOptions.BIND_PORT, "0");
    settings.set(CoreOptions.TMP_DIRS, folder.toString());
    settings.set(CoreOptions.DEFAULT_PARALLELISM, PARALLELISM);
    settings.set(TaskManagerOptions.NUM_TASK_SLOTS, PARALLELISM);
    settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16));
    settings.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        folder.resolve("checkpoints").toUri().toString());
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofMillis(200));
    return settings;
  }

  private static boolean endsWithFewRestarts(JobClient job, JobCounters counters)
      throws InterruptedException {
    while (counters.attempts() <= 1 + MOST_RESTARTS) {
      try {
        job.getJobExecutionResult().get(100, TimeUnit.MILLISECONDS);
        return true;
      } catch (TimeoutException e) {
        continue; // it runs
      } catch (ExecutionException e) {
        e.printStackTrace();
        return false;
      }
    }
    job.cancel().join();
    return false;
  }

  private static Map<String, Long> counts(JobCounters counters) {
    Map<String, Long> counts = new TreeMap<>();
    COUNTERS.forEach(
        (operator, names) ->
            names.forEach(name -> counts.put(operator + "." + name, counters.sum(operator, name))));
    return counts;
  }

  /**
   * What is left once it has stopped falling: after the end of a job Flink closes the rest of its
   * cluster in the background, which a busy machine makes last.
   */
  private static long liveBytes() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int calm = 0; calm < CALM_LOOKS; calm++) {
      System.gc();
      long live = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      if (live < least - STILL_FALLING_BYTES) {
        calm = 0;
      }
      least = Math.min(least, live);
      TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
    }
    return least;
  }
}
