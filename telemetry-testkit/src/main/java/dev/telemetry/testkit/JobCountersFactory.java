package dev.telemetry.testkit;

import java.util.Properties;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * Hands {@link JobCounters} to Flink, which finds this class by {@link java.util.ServiceLoader}.
 */
public final class JobCountersFactory implements MetricReporterFactory {

  /** For {@link java.util.ServiceLoader}. */
  public JobCountersFactory() {}

  @Override
  public MetricReporter createMetricReporter(Properties properties) {
    String id = properties.getProperty(JobCounters.ID, "");
    MetricReporter reporter = JobCounters.reporter(id);
    if (reporter == null) {
      throw new IllegalStateException(
          "JobCounters \"" + id + "\" live in another JVM; they serve local clusters only");
    }
    return reporter;
  }
}
