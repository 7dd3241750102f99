package dev.telemetry.kafka.serde;

import static dev.telemetry.kafka.serde.Frames.frame;
import static dev.telemetry.kafka.serde.Frames.record;
import static java.util.stream.Collectors.toUnmodifiableSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.kafka.TestServices;
import dev.telemetry.kafka.registry.SchemaRegistry;
import dev.telemetry.model.AlarmCount;
import dev.telemetry.model.AlarmSummary;
import dev.telemetry.model.SensorReading;
import dev.telemetry.testkit.DecoderFuzz;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** Readings, records with arrays, and a list without end, damaged in all ways, to each decoder. */
class DecoderFuzzIT {
  private static final Topic<Node> NODES = Topic.of("nodes", Node.class);
  private static final Set<String> REFUSALS =
      Arrays.stream(UndecodableException.class.getPermittedSubclasses())
          .map(Class::getName)
          .collect(toUnmodifiableSet());

  private final SchemaRegistry registry = SchemaRegistry.at(TestServices.registryUrl()).open();
  private final List<RecordDecoder<? extends SpecificRecord>> decoders =
      List.of(
          RecordDecoder.of(Topics.READINGS, registry),
          RecordDecoder.of(Topics.ALARM_SUMMARIES, registry),
          RecordDecoder.of(NODES, registry));
  private long decoded;
  private long refused;

  @Test
  void everyInputEndsDecodedOrInATypedRefusalAtABoundedCost() {
    DecoderFuzz.Costs costs = DecoderFuzz.of(valid()).run(this::endsWithEveryDecoder);

    System.out.printf("%s, decoded %,d, refused %,d%n", costs, decoded, refused);
    assertThat(decoded).isPositive();
    assertThat(refused).isPositive();
  }

  private void endsWithEveryDecoder(byte[] bytes) {
    decoders.forEach(decoder -> ends(decoder.decode(record(bytes)), bytes));
  }

  private void ends(Decoded<?> end, byte[] bytes) {
    if (end.isReadable()) {
      decoded++;
      return;
    }
    refused++;
    boolean whole = ByteBuffer.wrap(bytes).equals(end.quarantined().getValue());
    if (!whole || !REFUSALS.contains(end.quarantined().getErrorClass())) {
      throw new AssertionError("is in quarantine as " + end.quarantined());
    }
  }

  private List<byte[]> valid() {
    int nodes = registry.register("nodes-value", Node.SCHEMA$);
    return List.of(
        valid(Topics.READINGS, TestServices.reading("plant-1/line-1/pump-1/temperature", 60.5)),
        valid(Topics.READINGS, TestServices.reading("p", Double.NaN)),
        valid(Topics.ALARM_SUMMARIES, summary()),
        frame(nodes, "02 02 02 02 02 00"),
        withMoreFields());
  }

  private <T extends SpecificRecord> byte[] valid(Topic<T> topic, T value) {
    try (var serializer = TelemetryAvroSerializer.of(registry, topic)) {
      return serializer.serialize(topic.name(), value);
    }
  }

  private static AlarmSummary summary() {
    Instant from = Instant.ofEpochSecond(60);
    List<AlarmCount> top = List.of(new AlarmCount("pump-1", 20L), new AlarmCount("pump-2", 3L));
    return new AlarmSummary(
        "groups", "m", from, from.plusSeconds(60), 23L, 10L, 13L, 0L, 23L, 0L, 0L, top);
  }

  /** Of a newer writer: a list without end and an array of nothing, which the reader skips. */
  private byte[] withMoreFields() {
    String reading = SensorReading.SCHEMA$.toString();
    String more =
        """
        , {"name": "links", "type": {"type": "record", "name": "Link", "fields": [
          {"name": "next", "type": ["null", "Link"]}]}},
        {"name": "nulls", "type": {"type": "array", "items": "null"}}]}""";
    int id =
        registry.register(
            "newer-value",
            new org.apache.avro.Schema.Parser()
                .parse(reading.substring(0, reading.length() - 2) + more));
    byte[] plain = valid(Topics.READINGS, TestServices.reading("pump-2", 2));
    return frame(
        id,
        Frames.concat(
            Arrays.copyOfRange(plain, Wire.HEADER_BYTES, plain.length),
            new byte[] {2, 2, 0, 4, 0}));
  }
}
