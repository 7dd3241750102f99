package dev.telemetry.kafka.serde;

import static dev.telemetry.kafka.serde.Frames.frame;
import static dev.telemetry.kafka.serde.Frames.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.kafka.TestServices;
import dev.telemetry.kafka.registry.SchemaRegistry;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class RandomBytesIT {
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.at(TestServices.registryUrl()).open();
  private static final int READING = REGISTRY.register("readings-value", SensorReading.SCHEMA$);
  private static final int NODE = REGISTRY.register("nodes-value", Node.SCHEMA$);
  private final RecordDecoder<SensorReading> readings = RecordDecoder.of(Topics.READINGS, REGISTRY);
  private final RecordDecoder<Node> nodes =
      RecordDecoder.of(Topic.of("nodes", Node.class), REGISTRY);

  @Property
  void anyBytesEndInOneOfTwoWays(@ForAll @Size(max = 200) byte[] bytes) {
    hasOneFate(readings.decode(record(bytes)));
    hasOneFate(readings.decode(record(frame(READING, bytes))));
    hasOneFate(nodes.decode(record(frame(NODE, bytes))));
  }

  @Property
  void anyFlippedByteEndsInOneOfTwoWays(
      @ForAll @IntRange(min = 5, max = 47) int position, @ForAll byte flip) {
    try (TelemetryAvroSerializer<SensorReading> serializer =
        new TelemetryAvroSerializer<>(REGISTRY)) {
      byte[] bytes = serializer.serialize("readings", TestServices.reading("pump-1", 1));
      bytes[position % bytes.length] ^= flip;

      hasOneFate(readings.decode(record(bytes)));
    }
  }

  private static void hasOneFate(Decoded<?> decoded) {
    if (decoded.isReadable()) {
      assertThat(decoded.value()).isNotNull();
    } else {
      assertThat(decoded.quarantined().getErrorMessage()).isNotBlank();
    }
  }
}
