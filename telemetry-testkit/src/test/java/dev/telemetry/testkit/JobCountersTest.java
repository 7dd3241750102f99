package dev.telemetry.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class JobCountersTest {
  private static final AtomicBoolean FAIL_ONCE = new AtomicBoolean();

  @TempDir Path folder;

  @Test
  void keepsCountersOfFinishedTasksSummedOverSubtasks() throws Exception {
    Configuration configuration = configuration();
    JobCounters counters = JobCounters.registerIn(configuration);

    job(configuration, 100).execute();

    assertThat(counters.sum("seen")).isEqualTo(200);
    assertThat(counters.sum("first", "seen")).isEqualTo(100);
    assertThat(counters.byOperator("seen")).isEqualTo(Map.of("first", 100L, "second", 100L));
    assertThat(counters.attempts()).isEqualTo(1);
    assertThat(counters.sum("unknown")).isZero();
  }

  @Test
  void countsWhileTheJobRuns() throws Exception {
    Configuration configuration = configuration();
    JobCounters counters = JobCounters.registerIn(configuration);

    JobClient job = job(configuration, Long.MAX_VALUE).executeAsync();

    await().until(() -> counters.sum("first", "seen") > 0);
    var ended = job.getJobExecutionResult();
    job.cancel().get();
    await().atMost(Duration.ofSeconds(30)).until(ended::isDone);
  }

  @Test
  void doesNotMixJobs() throws Exception {
    Configuration one = configuration();
    Configuration another = configuration();
    JobCounters countersOfOne = JobCounters.registerIn(one);
    JobCounters countersOfAnother = JobCounters.registerIn(another);

    job(one, 10).execute();

    assertThat(countersOfOne.sum("first", "seen")).isEqualTo(10);
    assertThat(countersOfAnother.sum("first", "seen")).isZero();
  }

  @Test
  void reportsBesideListedReporters() throws Exception {
    Configuration configuration = configuration();
    configuration.set(MetricOptions.REPORTERS_LIST, "other");
    JobCounters counters = JobCounters.registerIn(configuration);

    job(configuration, 10).execute();

    assertThat(counters.sum("first", "seen")).isEqualTo(10);
  }

  @Test
  void addsWhatFailedAttemptsCountedAndSaysSo() throws Exception {
    Configuration configuration = configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
    JobCounters counters = JobCounters.registerIn(configuration);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration).setParallelism(1);
    environment
        .fromSequence(1, 10)
        .map(new FailsOnceAtFive())
        .name("failing")
        .sinkTo(new DiscardingSink<>());
    FAIL_ONCE.set(true);

    environment.execute();

    assertThat(counters.attempts()).isEqualTo(2);
    assertThat(counters.sum("failing", "seen")).isEqualTo(5 + 10);
  }

  private StreamExecutionEnvironment job(Configuration configuration, long records) {
    var environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    environment.setParallelism(2);
    environment
        .fromSequence(1, records)
        .map(new Seen())
        .name("first")
        .rebalance()
        .map(new Seen())
        .name("second")
        .sinkTo(new DiscardingSink<>());
    return environment;
  }

  private Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.set(CoreOptions.TMP_DIRS, folder.toString());
    configuration.set(RestOptions.BIND_PORT, "0");
    return configuration;
  }

  private static class Seen extends RichMapFunction<Long, Long> {
    private transient Counter seen;

    @Override
    public void open(OpenContext context) {
      seen = getRuntimeContext().getMetricGroup().counter("seen");
    }

    @Override
    public Long map(Long value) {
      seen.inc();
      return value;
    }
  }

  private static final class FailsOnceAtFive extends Seen {
    @Override
    public Long map(Long value) {
      super.map(value);
      if (value == 5 && FAIL_ONCE.getAndSet(false)) {
        throw new IllegalStateException("injected");
      }
      return value;
    }
  }
}
