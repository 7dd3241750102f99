package dev.telemetry.benchmarks.job;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A Flink job from a feed to its marks. */
public interface MeasuredJob {

  /**
   * The name of the contestant.
   *
   * @return ours, or a peer's
   */
  String name();

  /**
   * What is special to it, for the results.
   *
   * @return a few words
   */
  String note();

  /**
   * Of source, operators and sink.
   *
   * @return 1 or more
   */
  int parallelism();

  /**
   * Where state is.
   *
   * @return whether in RocksDB and not on the heap
   */
  boolean rocksDb();

  /**
   * Builds the job.
   *
   * @param env to build it in
   * @param feed what comes
   * @param marks what the source and the sink must know
   */
  void build(StreamExecutionEnvironment env, Feed feed, Marks marks);
}
