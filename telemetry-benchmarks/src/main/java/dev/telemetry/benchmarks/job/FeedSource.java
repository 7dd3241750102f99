package dev.telemetry.benchmarks.job;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Readings from memory, with timestamps and watermarks of their own.
 *
 * @param <T> their form
 */
public final class FeedSource<T> implements Source<T, FeedSplit, Integer> {
  private static final long serialVersionUID = 1;

  private final Feed feed;
  private final ReadingFormat<T> format;
  private final String run;

  private FeedSource(Feed feed, ReadingFormat<T> format, String run) {
    this.feed = feed;
    this.format = format;
    this.run = run;
  }

  /**
   * A stream of a feed.
   *
   * @param env of the job
   * @param feed what comes
   * @param format in which form
   * @param marks of this run
   * @param <T> the form
   * @return the stream
   */
  public static <T> DataStream<T> stream(
      StreamExecutionEnvironment env, Feed feed, ReadingFormat<T> format, Marks marks) {
    return env.fromSource(
            new FeedSource<>(feed, format, marks.run()),
            WatermarkStrategy.noWatermarks(),
            "feed",
            format.type())
        .uid("feed");
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SourceReader<T, FeedSplit> createReader(SourceReaderContext context) {
    return new FeedReader<>(
        feed, format.maker(feed.keys()), context.currentParallelism(), Marks.of(run));
  }

  @Override
  public SplitEnumerator<FeedSplit, Integer> createEnumerator(
      SplitEnumeratorContext<FeedSplit> context) {
    return new FeedEnumerator(context);
  }

  @Override
  public SplitEnumerator<FeedSplit, Integer> restoreEnumerator(
      SplitEnumeratorContext<FeedSplit> context, Integer checkpoint) {
    return new FeedEnumerator(context);
  }

  @Override
  public SimpleVersionedSerializer<FeedSplit> getSplitSerializer() {
    return new FeedSplit.Serializer();
  }

  @Override
  public SimpleVersionedSerializer<Integer> getEnumeratorCheckpointSerializer() {
    return new NoState();
  }

  private static final class NoState implements SimpleVersionedSerializer<Integer> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(Integer none) {
      return new byte[0];
    }

    @Override
    public Integer deserialize(int version, byte[] bytes) {
      return 0;
    }
  }
}
