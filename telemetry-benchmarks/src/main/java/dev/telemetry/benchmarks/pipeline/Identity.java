package dev.telemetry.benchmarks.pipeline;

import dev.telemetry.flink.sink.TelemetrySink;
import dev.telemetry.flink.source.Ingest;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Each reading is decoded, encoded again and written. */
record Identity(KafkaConnection kafka) implements PipelineJob {
  static final Topic<SensorReading> COPIES = Topics.READINGS.named("identity");

  @Override
  public String name() {
    return "identity";
  }

  @Override
  public String note() {
    return "the same TelemetrySource, a TelemetrySink that writes each reading back: decode,"
        + " timestamp, watermark, encode; one task, no shuffle, no state but the offsets";
  }

  static DataStream<SensorReading> watched(Ingest<SensorReading> in, Progress progress) {
    return in.readings()
        .map(progress.<SensorReading>watching())
        .returns(RecordTypeInfo.ofRecord(SensorReading.class));
  }

  @Override
  public void build(StreamExecutionEnvironment env, Input input, Progress progress) {
    watched(Ours.read(env, kafka, input), progress)
        .sinkTo(TelemetrySink.to(COPIES).connection(kafka).build());
  }

  @Override
  public List<Topic<?>> outputs() {
    return List.of(COPIES);
  }
}
