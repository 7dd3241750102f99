package dev.telemetry.benchmarks.windows;

import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.benchmarks.job.FeedSource;
import dev.telemetry.benchmarks.job.Fill;
import dev.telemetry.benchmarks.job.MarkSink;
import dev.telemetry.benchmarks.job.Marks;
import dev.telemetry.benchmarks.job.SensorReadings;
import dev.telemetry.flink.window.WindowedStatistics;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The SDK's windowed statistics. */
final class Ours implements WindowJob {
  static final String NAME = "ours";

  /** Whether {@link WindowedStatistics} has quantiles to compare. */
  static final boolean HAS_QUANTILES = false;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void build(StreamExecutionEnvironment env, WindowCase one, Feed feed, Marks marks) {
    WindowedStatistics<SensorReading, String> statistics =
        WindowedStatistics.of(
                FeedSource.stream(env, feed, new SensorReadings(), marks)
                    .keyBy(SensorReading::getSensorId))
            .lateWithin(WindowCase.LATENESS);
    for (WindowKind kind : one.kinds()) {
      statistics = statistics.sliding(kind.sizeAsDuration(), kind.slideAsDuration());
    }
    if (one.quantiles()) {
      statistics = withQuantiles(statistics);
    }
    MarkSink.end(statistics.attach("statistics").results(), marks, Ours::read);
  }

  private static WindowedStatistics<SensorReading, String> withQuantiles(
      WindowedStatistics<SensorReading, String> statistics) {
    return statistics; // QUANTILES: .quantiles(WindowCase.QUANTILES), and HAS_QUANTILES above
  }

  static WindowResult read(WindowStatistics result) {
    return new WindowResult(
        result.getKey(),
        result.getWindowEnd().toEpochMilli() - result.getWindowStart().toEpochMilli(),
        result.getWindowEnd().toEpochMilli(),
        result.getCount(),
        result.getMean(),
        result.getVariance(),
        result.getMin(),
        result.getMax(),
        result.getSum(),
        result.getFirst(),
        result.getLast(),
        // QUANTILES: result.getQuantiles().stream().mapToDouble(Quantile::getValue).toArray(),
        // where one.quantiles() says that they were asked for
        new double[0]);
  }

  @Override
  public Fill fill() {
    return Fill.IN_ORDER;
  }

  @Override
  public String note() {
    return "WindowedStatistics with lateWithin of 5 s: count, mean, variance, min, max, first, last,"
        + " sum";
  }
}
