package dev.telemetry.examples.faults.stage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.telemetry.flink.TelemetryEnvironment;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A job on the stage's cluster: submits it, and starts it again from what it left. */
public final class JobControl {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final int SAVEPOINT_SECONDS = 90;

  private final Flink flink;
  private final String name;
  private final Consumer<StreamExecutionEnvironment> wiring;
  private JobClient job;

  /**
   * A job that does not run yet.
   *
   * @param name of the job
   * @param wiring puts it into an environment
   */
  public JobControl(Flink flink, String name, Consumer<StreamExecutionEnvironment> wiring) {
    this.flink = flink;
    this.name = name;
    this.wiring = wiring;
  }

  /** Starts it without state. */
  public void start(int parallelism) throws Exception {
    submit(settings(parallelism));
  }

  /** Starts it with the state of a checkpoint or savepoint. */
  public void startFrom(String state, int parallelism) throws Exception {
    Configuration settings = settings(parallelism);
    settings.set(StateRecoveryOptions.SAVEPOINT_PATH, state);
    submit(settings);
  }

  private void submit(Configuration settings) throws Exception {
    StreamExecutionEnvironment env =
        new StreamExecutionEnvironment(TelemetryEnvironment.configuration(settings, List.of()));
    wiring.accept(env);
    job = env.executeAsync(name);
    awaitRunning();
  }

  private Configuration settings(int parallelism) {
    Configuration settings = new Configuration();
    settings.set(DeploymentOptions.TARGET, "remote");
    settings.set(RestOptions.ADDRESS, Ports.LOOPBACK);
    settings.set(RestOptions.PORT, flink.restPort());
    settings.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
    settings.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofSeconds(60));
    settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, flink.states().toUri().toString());
    settings.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    // ever longer pauses would be all that a recovery time shows
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(500));
    return settings;
  }

  /** Waits until all its tasks run. */
  public void awaitRunning() throws InterruptedException {
    Await.require(name + " runs", START_LIMIT, this::allTasksRun);
  }

  /** Whether the job notices within a time that it has to start anew, and does so. */
  public boolean restartsWithin(Duration time, Instant since) throws InterruptedException {
    return Await.within(time, () -> lastRestart().isAfter(since));
  }

  private Instant lastRestart() throws IOException, InterruptedException {
    return Instant.ofEpochMilli(details().path("timestamps").path("RESTARTING").asLong());
  }

  private boolean allTasksRun() throws IOException, InterruptedException {
    JsonNode details = details();
    for (JsonNode vertex : details.path("vertices")) {
      if (!"RUNNING".equals(vertex.path("status").asText())) {
        return false;
      }
    }
    return "RUNNING".equals(details.path("state").asText());
  }

  /** What the JobManager knows of it. */
  public JsonNode details() throws IOException, InterruptedException {
    return flink.rest().get("/jobs/" + job.getJobID());
  }

  /** How many checkpoints were completed. */
  public long completedCheckpoints() throws IOException, InterruptedException {
    return checkpoints().path("counts").path("completed").asLong();
  }

  /** How many checkpoints were begun. */
  public long triggeredCheckpoints() throws IOException, InterruptedException {
    return checkpoints().path("counts").path("total").asLong();
  }

  /** The last checkpoint that is whole on disk: to be asked when nobody else can tell. */
  public String lastRetained() throws IOException {
    Path checkpoints = flink.states().resolve(job.getJobID().toString());
    try (Stream<Path> files = Files.list(checkpoints)) {
      return files
          .filter(file -> Files.exists(file.resolve("_metadata")))
          .max(Comparator.comparingLong(JobControl::numberOf))
          .orElseThrow()
          .toUri()
          .toString();
    }
  }

  private static long numberOf(Path checkpoint) {
    return Long.parseLong(checkpoint.getFileName().toString().substring("chk-".length()));
  }

  /** The sum over all subtasks of the counters of this name. */
  public long counted(String counter) throws IOException, InterruptedException {
    long sum = 0;
    for (JsonNode vertex : details().path("vertices")) {
      String metrics =
          "/jobs/%s/vertices/%s/subtasks/metrics"
              .formatted(job.getJobID(), vertex.path("id").asText());
      for (JsonNode metric : flink.rest().get(metrics)) {
        String id = metric.path("id").asText();
        if (id.endsWith("." + counter)) {
          String name = URLEncoder.encode(id, StandardCharsets.UTF_8);
          sum += flink.rest().get(metrics + "?get=" + name).path(0).path("sum").asLong();
        }
      }
    }
    return sum;
  }

  private JsonNode checkpoints() throws IOException, InterruptedException {
    return flink.rest().get("/jobs/" + job.getJobID() + "/checkpoints");
  }

  /** Writes a savepoint while the job goes on. */
  public String savepoint() throws Exception {
    return job.triggerSavepoint(flink.states().toUri().toString(), SavepointFormatType.CANONICAL)
        .get(SAVEPOINT_SECONDS, TimeUnit.SECONDS);
  }

  /** Stops the job with a savepoint, after which it holds no open transaction. */
  public String stopWithSavepoint() throws Exception {
    return job.stopWithSavepoint(
            false, flink.states().toUri().toString(), SavepointFormatType.CANONICAL)
        .get(SAVEPOINT_SECONDS, TimeUnit.SECONDS);
  }

  /** Ends the job as it is. */
  public void cancel() {
    if (!job.getJobStatus().join().isGloballyTerminalState()) {
      job.cancel().join();
    }
  }
}
