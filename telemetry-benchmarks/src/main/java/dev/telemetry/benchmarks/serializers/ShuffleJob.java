package dev.telemetry.benchmarks.serializers;

import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.benchmarks.job.FeedSource;
import dev.telemetry.benchmarks.job.MarkSink;
import dev.telemetry.benchmarks.job.Marks;
import dev.telemetry.benchmarks.job.MeasuredJob;
import dev.telemetry.benchmarks.job.ReadingFormat;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** Source, shuffle by key, sink: what is between is the serializer. Without a key, no shuffle. */
record ShuffleJob<T>(
    String name, String note, ReadingFormat<T> format, @Nullable KeySelector<T, String> key)
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
    DataStream<T> read = FeedSource.stream(env, feed, format, marks);
    MarkSink.end(key == null ? read : read.keyBy(key, Types.STRING), marks, any -> any);
  }
}
