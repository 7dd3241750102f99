package dev.telemetry.benchmarks.pipeline;

import dev.telemetry.benchmarks.BenchmarkException;
import dev.telemetry.benchmarks.Contestant;
import dev.telemetry.benchmarks.Machine;
import dev.telemetry.benchmarks.Measurement;
import dev.telemetry.benchmarks.job.BenchCluster;
import dev.telemetry.benchmarks.pipeline.PipelineJob.Input;
import java.util.Map;
import java.util.function.DoubleFunction;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Works a backlog off. Measured from the first reading that the job has read to the last result
 * that the broker has, so that nothing is left in a buffer.
 *
 * @param cluster where the job runs
 * @param broker where the topics are
 * @param job what runs
 * @param backlogs the topic for a round of so many seconds
 */
record RateContestant(
    BenchCluster cluster, Broker broker, PipelineJob job, DoubleFunction<Backlog> backlogs)
    implements Contestant {

  @Override
  public String name() {
    return job.name();
  }

  @Override
  public Map<String, Object> parameters() {
    return Map.of("what", job.note());
  }

  @Override
  public Measurement run(double seconds) throws Exception {
    return run(backlogs.apply(seconds));
  }

  private Measurement run(Backlog backlog) throws Exception {
    System.gc(); // what the one before left is not this one's cost
    long before = broker.records(job.outputs());
    try (Progress progress = Progress.open()) {
      StreamExecutionEnvironment env = cluster.environment(1, false);
      // a bounded job would wait for one more checkpoint when all is done
      env.configure(
          new Configuration()
              .set(CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH, false));
      job.build(env, new Input(backlog.topic(), true), progress);
      cluster.finish(env, () -> progress.read() > backlog.readings() / 2);
      long cpuNanos = Machine.cpuNanos() - progress.startCpuNanos();
      check(progress.read(), backlog.readings());
      long millis = broker.lastAppendMillis(job.outputs()) - progress.startMillis();
      long results = broker.records(job.outputs()) - before;
      return new Measurement(
          progress.read(), millis * 1_000_000, cpuNanos, results, progress.checkpoints());
    }
  }

  private void check(long read, long readings) {
    if (read != readings) {
      throw new BenchmarkException("%s read %d of %d".formatted(name(), read, readings));
    }
  }
}
