package dev.telemetry.benchmarks.operators;

import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.benchmarks.job.FeedSource;
import dev.telemetry.benchmarks.job.MarkSink;
import dev.telemetry.benchmarks.job.Marks;
import dev.telemetry.benchmarks.job.MeasuredJob;
import dev.telemetry.benchmarks.job.SensorReadings;
import dev.telemetry.model.SensorReading;
import java.util.function.Function;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Source, one operator, sink.
 *
 * @param name of the contestant
 * @param note what the operator is
 * @param operator from the readings to what comes out of it
 */
public record OperatorJob(
    String name, String note, Function<DataStream<SensorReading>, DataStream<?>> operator)
    implements MeasuredJob {

  @Override
  public int parallelism() {
    return 1;
  }

  @Override
  public boolean rocksDb() {
    return false;
  }

  @Override
  public void build(StreamExecutionEnvironment env, Feed feed, Marks marks) {
    MarkSink.end(
        operator.apply(FeedSource.stream(env, feed, new SensorReadings(), marks)),
        marks,
        any -> any);
  }
}
