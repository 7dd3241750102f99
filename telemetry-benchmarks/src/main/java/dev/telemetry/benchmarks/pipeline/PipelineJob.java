package dev.telemetry.benchmarks.pipeline;

import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A job from Kafka to Kafka. */
interface PipelineJob {

  /** The name of the contestant. */
  String name();

  /** What it does, for the results. */
  String note();

  /** Builds the job; all that is read goes through the progress. */
  void build(StreamExecutionEnvironment env, Input input, Progress progress);

  /** Where its results are. */
  List<Topic<?>> outputs();

  /** What a job reads: from the earliest record, and to the last that is there where bounded. */
  record Input(Topic<SensorReading> topic, boolean bounded) {}
}
