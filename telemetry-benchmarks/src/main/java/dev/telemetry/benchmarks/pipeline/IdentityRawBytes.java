package dev.telemetry.benchmarks.pipeline;

import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Flink's own source and sink pass key and value on as they are: not even a look at the data. */
record IdentityRawBytes(KafkaConnection kafka) implements PipelineJob {
  static final Topic<SensorReading> COPIES = Topics.READINGS.named("identity-raw-bytes");
  private static final TypeInformation<Tuple2<byte[], byte[]>> TYPE =
      TypeInformation.of(new TypeHint<Tuple2<byte[], byte[]>>() {});

  @Override
  public String name() {
    return "identity-raw-bytes";
  }

  @Override
  public String note() {
    return "KafkaSource and KafkaSink alone, with the settings of the typed ones: key and value as"
        + " bytes, neither decoded nor encoded, no event time, no watermarks";
  }

  @Override
  public void build(StreamExecutionEnvironment env, Input input, Progress progress) {
    env.fromSource(source(input), WatermarkStrategy.noWatermarks(), "bytes", TYPE)
        .map(progress.<Tuple2<byte[], byte[]>>watching())
        .returns(TYPE)
        .sinkTo(sink());
  }

  private KafkaSource<Tuple2<byte[], byte[]>> source(Input input) {
    KafkaSourceBuilder<Tuple2<byte[], byte[]>> source =
        KafkaSource.<Tuple2<byte[], byte[]>>builder()
            .setProperties(kafka.clientProperties())
            .setTopics(input.topic().name())
            .setGroupId("benchmark")
            .setStartingOffsets(Starts.AT_EARLIEST)
            .setDeserializer(new Bytes());
    return (input.bounded() ? source.setBounded(OffsetsInitializer.latest()) : source).build();
  }

  private KafkaSink<Tuple2<byte[], byte[]>> sink() {
    Properties properties = kafka.clientProperties();
    properties.setProperty("compression.type", "lz4");
    String topic = COPIES.name();
    KafkaRecordSerializationSchema<Tuple2<byte[], byte[]>> asItIs =
        (pair, context, timestamp) -> new ProducerRecord<>(topic, pair.f0, pair.f1);
    return KafkaSink.<Tuple2<byte[], byte[]>>builder()
        .setBootstrapServers(properties.getProperty("bootstrap.servers"))
        .setRecordSerializer(asItIs)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setKafkaProducerConfig(properties)
        .build();
  }

  @Override
  public List<Topic<?>> outputs() {
    return List.of(COPIES);
  }

  private static final class Bytes
      implements KafkaRecordDeserializationSchema<Tuple2<byte[], byte[]>> {
    private static final long serialVersionUID = 1;

    @Override
    public void deserialize(
        ConsumerRecord<byte[], byte[]> record, Collector<Tuple2<byte[], byte[]>> out) {
      out.collect(Tuple2.of(record.key(), record.value()));
    }

    @Override
    public TypeInformation<Tuple2<byte[], byte[]>> getProducedType() {
      return TYPE;
    }
  }
}
