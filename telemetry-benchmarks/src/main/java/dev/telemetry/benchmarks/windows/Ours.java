package dev.telemetry.benchmarks.windows;

import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.benchmarks.job.FeedSource;
import dev.telemetry.benchmarks.job.Fill;
import dev.telemetry.benchmarks.job.MarkSink;
import dev.telemetry.benchmarks.job.Marks;
import dev.telemetry.benchmarks.job.SensorReadings;
import dev.telemetry.flink.window.WindowedStatistics;
import dev.telemetry.model.Quantile;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The SDK's windowed statistics. */
final class Ours implements WindowJob {
  static final String NAME = "ours";

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
      statistics = statistics.quantiles(WindowCase.QUANTILES);
    }
    MarkSink.end(statistics.attach("statistics").results(), marks, Ours::read);
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
        quantilesOf(result));
  }

  private static double[] quantilesOf(WindowStatistics result) {
    List<Quantile> quantiles = result.getQuantiles();
    return quantiles == null
        ? new double[0]
        : quantiles.stream().mapToDouble(Quantile::getValue).toArray();
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
