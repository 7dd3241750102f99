package dev.telemetry.flink;

import dev.telemetry.testkit.JobCounters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A telemetry environment on a small cluster in this JVM, with quick checkpoints and restarts. */
public final class TestJob {
  private final Configuration configuration;
  private final JobCounters counters;

  private TestJob(Configuration configuration, JobCounters counters) {
    this.configuration = configuration;
    this.counters = counters;
  }

  public static TestJob in(Path folder) {
    return in(folder, new Configuration());
  }

  public static TestJob in(Path folder, Configuration more) {
    Configuration yours = new Configuration();
    yours.set(CoreOptions.TMP_DIRS, folder.toString());
    yours.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    yours.set(RestOptions.BIND_PORT, "0");
    yours.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200));
    yours.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofMillis(100));
    yours.addAll(more);
    Configuration configuration = TelemetryEnvironment.configuration(yours, List.of());
    return new TestJob(configuration, JobCounters.registerIn(configuration));
  }

  public StreamExecutionEnvironment environment(int parallelism) {
    return StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
  }

  public JobCounters counters() {
    return counters;
  }
}
