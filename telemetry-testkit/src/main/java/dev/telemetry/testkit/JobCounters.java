package dev.telemetry.testkit;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.jspecify.annotations.Nullable;

/**
 * The counters of the operators of jobs that run in this JVM, of running and of finished tasks.
 * Register it in the configuration that the job's cluster is started with:
 *
 * <pre>{@code
 * JobCounters counters = JobCounters.registerIn(configuration);
 * StreamExecutionEnvironment.getExecutionEnvironment(configuration);
 * ...
 * assertThat(counters.sum("accepted")).isEqualTo(1_000);
 * }</pre>
 *
 * <p>Sums run over subtasks and over attempts: a task that failed keeps what it had counted, and
 * what its restart reads again counts again. {@link #attempts} says whether that has happened. The
 * count of a task that has ended is exact, that of a running one may lag. Counters that Flink keeps
 * per task rather than per operator are left out, as they would count a record twice.
 */
public final class JobCounters {
  static final String ID = "job-counters-id";
  private static final String OPERATOR = "<operator_name>";
  private static final String ATTEMPT = "<task_attempt_num>";
  private static final Map<String, JobCounters> BY_ID = new ConcurrentHashMap<>();

  private record Series(String operator, String counter) {}

  /** One counter of one subtask of one attempt. */
  private record Registration(String identifier, Map<String, String> variables) {
    static Registration of(String name, MetricGroup group) {
      return new Registration(group.getMetricIdentifier(name), Map.copyOf(group.getAllVariables()));
    }
  }

  private record Live(Series series, Counter counter) {}

  private final Map<Registration, Live> live = new HashMap<>();
  private final Map<Series, Long> ended = new HashMap<>();
  private int attempts;

  private JobCounters() {}

  /**
   * Adds a reporter of counters to a configuration. Each call makes one of its own, so that jobs of
   * different configurations do not mix; jobs that share a cluster do.
   *
   * @param configuration the configuration of the cluster; changed
   * @return the counters, all 0 until a job runs
   */
  public static JobCounters registerIn(Configuration configuration) {
    String id = UUID.randomUUID().toString();
    JobCounters counters = new JobCounters();
    BY_ID.put(id, counters);
    String name = "job-counters-" + id;
    Configuration reporter = MetricOptions.forReporter(configuration, name);
    reporter.set(MetricOptions.REPORTER_FACTORY_CLASS, JobCountersFactory.class.getName());
    reporter.set(ConfigOptions.key(ID).stringType().noDefaultValue(), id);
    // a list, where there is one, switches all others off
    configuration
        .getOptional(MetricOptions.REPORTERS_LIST)
        .ifPresent(list -> configuration.set(MetricOptions.REPORTERS_LIST, list + "," + name));
    return counters;
  }

  /** What the factory hands to Flink; null where the id is of another JVM. */
  static @Nullable MetricReporter reporter(String id) {
    JobCounters counters = BY_ID.get(id);
    return counters == null ? null : counters.new Reporter();
  }

  /**
   * A counter's sum over all operators.
   *
   * @param counterName the name that the operators registered it by
   * @return the sum over operators, subtasks and attempts; 0 where there is no such counter yet
   */
  public long sum(String counterName) {
    return byOperator(counterName).values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * A counter's sum for one operator.
   *
   * @param operatorName the operator's name, of which Flink keeps the first 80 characters
   * @param counterName the name that the operator registered it by
   * @return the sum over subtasks and attempts; 0 where there is no such counter yet
   */
  public long sum(String operatorName, String counterName) {
    return byOperator(counterName).getOrDefault(operatorName, 0L);
  }

  /**
   * A counter's sums for each operator that has it.
   *
   * @param counterName the name that the operators registered it by
   * @return the sums over subtasks and attempts by the operator's name, in its order
   */
  public synchronized Map<String, Long> byOperator(String counterName) {
    Map<String, Long> sums = new TreeMap<>();
    Predicate<Series> named = series -> series.counter().equals(counterName);
    ended.forEach(
        (series, count) -> {
          if (named.test(series)) {
            sums.merge(series.operator(), count, Long::sum);
          }
        });
    live.values().stream()
        .filter(entry -> named.test(entry.series()))
        .forEach(
            entry -> sums.merge(entry.series().operator(), entry.counter().getCount(), Long::sum));
    return sums;
  }

  /**
   * How often the task that was started most often has been started. Above 1, sums may hold records
   * that were read more than once.
   *
   * @return the number of attempts; 0 before the first task with counters
   */
  public synchronized int attempts() {
    return attempts;
  }

  private synchronized void added(Counter counter, String name, MetricGroup group) {
    Map<String, String> variables = group.getAllVariables();
    String operator = variables.get(OPERATOR);
    if (operator != null) {
      live.put(Registration.of(name, group), new Live(new Series(operator, name), counter));
      attempts = Math.max(attempts, 1 + Integer.parseInt(variables.getOrDefault(ATTEMPT, "0")));
    }
  }

  private synchronized void removed(String name, MetricGroup group) {
    Live entry = live.remove(Registration.of(name, group));
    if (entry != null) {
      ended.merge(entry.series(), entry.counter().getCount(), Long::sum);
    }
  }

  private final class Reporter implements MetricReporter {
    @Override
    public void open(MetricConfig config) {}

    @Override
    public void close() {}

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
      if (metric instanceof Counter counter) {
        added(counter, name, group);
      }
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
      if (metric instanceof Counter) {
        removed(name, group);
      }
    }
  }
}
