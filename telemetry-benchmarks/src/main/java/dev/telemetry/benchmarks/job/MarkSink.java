package dev.telemetry.benchmarks.job;

import java.io.Serializable;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Counts results and tells the marks.
 *
 * @param <T> the results
 */
public final class MarkSink<T> implements Sink<T> {
  private static final long serialVersionUID = 1;

  private final String run;
  private final ResultReader<? super T> reader;

  /**
   * Reads a result, where results are checked and not only counted.
   *
   * @param <T> the results
   */
  @FunctionalInterface
  public interface ResultReader<T> extends Serializable {
    /**
     * Reads a result.
     *
     * @param result as it came out
     * @return what can be compared
     */
    Object read(T result);
  }

  private MarkSink(String run, ResultReader<? super T> reader) {
    this.run = run;
    this.reader = reader;
  }

  /**
   * Ends a stream.
   *
   * @param results what comes out of the measured operators
   * @param marks of this run
   * @param reader of the results
   * @param <T> the results
   */
  public static <T> void end(DataStream<T> results, Marks marks, ResultReader<? super T> reader) {
    results.sinkTo(new MarkSink<>(marks.run(), reader)).name("marks").uid("marks");
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) {
    return new Writer<>(Marks.of(run), reader);
  }

  private static final class Writer<T> implements SinkWriter<T> {
    private final Marks marks;
    private final ResultReader<? super T> reader;
    private final boolean checking;
    private long results;
    private boolean began;
    private boolean ended;

    Writer(Marks marks, ResultReader<? super T> reader) {
      this.marks = marks;
      this.reader = reader;
      this.checking = marks.checking();
    }

    @Override
    public void write(T result, Context context) {
      results++;
      if (checking) {
        marks.check(reader.read(result));
      }
    }

    @Override
    public void writeWatermark(Watermark watermark) {
      if (!began && watermark.getTimestamp() >= marks.beginMark()) {
        began = true;
        marks.began(take());
      }
      if (!ended && watermark.getTimestamp() >= marks.endMark()) {
        ended = true;
        marks.ended(take());
      }
    }

    private long take() {
      long taken = results;
      results = 0;
      return taken;
    }

    @Override
    public void flush(boolean endOfInput) {}

    @Override
    public void close() {}
  }
}
