package dev.telemetry.flink.window;

import dev.telemetry.model.WindowStatistics;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.jspecify.annotations.Nullable;

/**
 * The outputs of windowed statistics.
 *
 * @param results one for each key and window with data, and one more for each correction
 * @param late records whose windows had all closed for good, whole
 * @param rollups the same for each parent and window, of all levels together
 * @param <T> the records
 */
public record StatisticsStreams<T>(
    SingleOutputStreamOperator<WindowStatistics> results,
    DataStream<T> late,
    @Nullable DataStream<WindowStatistics> rollups) {

  /**
   * Without rollups.
   *
   * @param results one for each key and window with data, and one more for each correction
   * @param late records whose windows had all closed for good, whole
   */
  public StatisticsStreams(
      SingleOutputStreamOperator<WindowStatistics> results, DataStream<T> late) {
    this(results, late, null);
  }

  /**
   * Results of the parents, of all levels together: see {@link WindowedStatistics#rollUp}.
   *
   * @return one for each parent, metric, unit and window with data, and one more for each
   *     correction
   * @throws IllegalStateException if no rollup was asked for
   */
  @Override
  public DataStream<WindowStatistics> rollups() {
    if (rollups == null) {
      throw new IllegalStateException("say rollUp(...) or rollUpAlongPath() before attach(...)");
    }
    return rollups;
  }
}
