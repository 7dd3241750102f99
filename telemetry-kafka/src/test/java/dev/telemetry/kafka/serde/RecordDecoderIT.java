package dev.telemetry.kafka.serde;

import static dev.telemetry.kafka.TestServices.reading;
import static dev.telemetry.kafka.serde.Frames.concat;
import static dev.telemetry.kafka.serde.Frames.frame;
import static dev.telemetry.kafka.serde.Frames.record;
import static dev.telemetry.kafka.serde.Frames.varint;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.telemetry.kafka.TestServices;
import dev.telemetry.kafka.registry.SchemaRegistry;
import dev.telemetry.kafka.registry.SchemaRegistryException;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.Quality;
import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.RejectionReason;
import dev.telemetry.model.SensorReading;
import dev.telemetry.testkit.LocalSchemaRegistry;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class RecordDecoderIT {
  private static final String FIELDS =
      """
      {"name": "sensorId", "type": "string"}, {"name": "metric", "type": "string"},
      {"name": "unit", "type": "string"}, {"name": "eventTime", "type": "long"},
      {"name": "value", "type": "double"}""";
  // "p", "t", "Cel", 1 ms, 1.0
  private static final String PLAIN = "02 70  02 74  06 43 65 6c  02  00 00 00 00 00 00 f0 3f";
  private static final String GOOD = PLAIN + "00 00 00";

  private final SchemaRegistry registry = SchemaRegistry.at(TestServices.registryUrl()).open();
  private final RecordDecoder<SensorReading> decoder = RecordDecoder.of(Topics.READINGS, registry);
  private final int id = registry.register("readings-value", SensorReading.SCHEMA$);

  private static Schema readingWith(String moreFields) {
    return new Schema.Parser()
        .parse(
            "{\"type\": \"record\", \"name\": \"dev.telemetry.model.SensorReading\", \"fields\": ["
                + FIELDS
                + moreFields
                + "]}");
  }

  private int registered(String moreFields) {
    // each under a subject of its own: the registry would refuse incompatible versions of one
    String subject = "evolving-" + moreFields.hashCode();
    return registry.register(subject, readingWith(moreFields));
  }

  private Quarantined quarantined(byte[] value) {
    return decoder.decode(record(value)).quarantined();
  }

  private void isQuarantined(byte[] value, Class<?> error, String message) {
    Quarantined quarantined = quarantined(value);
    assertThat(quarantined.getErrorClass()).isEqualTo(error.getName());
    assertThat(quarantined.getErrorMessage()).contains(message);
    assertThat(quarantined.getValue()).isEqualTo(value == null ? null : ByteBuffer.wrap(value));
  }

  @Test
  void readsBytesMadeByHand() {
    SensorReading reading = decoder.decode(record(frame(id, GOOD))).value();

    assertThat(reading.getSensorId()).isEqualTo("p");
    assertThat(reading.getUnit()).isEqualTo("Cel");
    assertThat(reading.getEventTime().toEpochMilli()).isEqualTo(1);
    assertThat(reading.getValue()).isEqualTo(1.0);
    assertThat(reading.getQuality()).isEqualTo(Quality.GOOD);
    assertThat(reading.getTags()).isEmpty();
  }

  @Test
  void readsWhatTheSerializerWrote() {
    try (TelemetryAvroSerializer<SensorReading> serializer =
        new TelemetryAvroSerializer<>(registry)) {
      SensorReading first = reading("pump-1", Double.MAX_VALUE);
      SensorReading second = reading("a longer name than before", -0.0);
      byte[] bytes = serializer.serialize("readings", first);

      assertThat(decoder.decode(record(bytes)).value()).isEqualTo(first);
      assertThat(decoder.decode(record(serializer.serialize("readings", second))).value())
          .isEqualTo(second);
      assertThat(decoder.decode(record(bytes)).value()).isEqualTo(first);
    }
  }

  @Test
  void readsOlderAndNewerWriters() {
    int older = registered("");
    int newer =
        registered(
            ", {\"name\": \"quality\", \"type\": {\"type\": \"enum\", \"name\":"
                + " \"dev.telemetry.model.Quality\", \"symbols\": [\"GOOD\", \"SUPERB\"]}},"
                + " {\"name\": \"firmware\", \"type\": \"string\"}");

    assertThat(decoder.decode(record(frame(older, PLAIN))).value().getQuality())
        .isEqualTo(Quality.GOOD);
    // a symbol that the reader does not know reads as its default
    assertThat(decoder.decode(record(frame(newer, PLAIN + "02 02 76"))).value().getQuality())
        .isEqualTo(Quality.BAD);
    assertThat(decoder.decode(record(frame(id, GOOD))).value().getTags()).isEqualTo(Map.of());
  }

  @Test
  void keepsTheWholeRecordInQuarantine() {
    Quarantined quarantined = quarantined(new byte[] {9, 8, 7, 6, 5, 4});

    assertThat(quarantined.getTopic()).isEqualTo("readings");
    assertThat(quarantined.getPartition()).isEqualTo(3);
    assertThat(quarantined.getOffset()).isEqualTo(42);
    assertThat(quarantined.getKey()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
    assertThat(quarantined.getValue()).isEqualTo(ByteBuffer.wrap(new byte[] {9, 8, 7, 6, 5, 4}));
  }

  @Test
  void quarantinesWhatIsNoFrame() {
    isQuarantined(null, MissingFrameException.class, "tombstone");
    for (int length = 0; length < 5; length++) {
      isQuarantined(new byte[length], MissingFrameException.class, length + " bytes");
    }
    isQuarantined(
        "{\"json\": 1}".getBytes(UTF_8),
        MissingFrameException.class,
        "no magic byte: the value begins with 0x7b");
  }

  @Test
  void quarantinesUnknownIds() {
    isQuarantined(
        frame(1_999_999_998, GOOD), UnknownSchemaException.class, "unknown schema id 1999999998");
    isQuarantined(frame(-7, GOOD), UnknownSchemaException.class, "unknown schema id -7");
  }

  @Test
  void quarantinesEveryTruncationAndTrailingBytes() {
    byte[] whole = frame(id, GOOD);
    for (int length = 5; length < whole.length; length++) {
      isQuarantined(Arrays.copyOf(whole, length), MalformedRecordException.class, "truncated");
    }
    isQuarantined(
        Arrays.copyOf(whole, whole.length + 3),
        MalformedRecordException.class,
        "trailing bytes: 3 of 23");
    assertThat(decoder.decode(record(whole)).isReadable()).isTrue();
  }

  @Test
  void quarantinesAbsurdLengths() {
    for (long length : new long[] {-1, -5, Long.MIN_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE}) {
      Quarantined string = quarantined(frame(id, concat(varint(length), new byte[30])));
      Quarantined map =
          quarantined(concat(Arrays.copyOf(frame(id, GOOD), 25), varint(length), new byte[30]));

      assertThat(string.getErrorClass()).isEqualTo(MalformedRecordException.class.getName());
      assertThat(map.getErrorClass()).isEqualTo(MalformedRecordException.class.getName());
    }
    // an enum's symbol that there is not
    isQuarantined(
        frame(id, PLAIN + "7e 00 00"), UnreadableSchemaException.class, "cannot be read: ");
  }

  @Test
  void quarantinesTheOversized() {
    isQuarantined(
        new byte[2_097_152],
        LimitExceededException.class,
        "oversized: 2097152 bytes, limit 1048576");
    assertThat(
            decoder
                .maxRecordBytes(10)
                .decode(record(frame(id, GOOD)))
                .quarantined()
                .getErrorMessage())
        .isEqualTo("oversized: 25 bytes, limit 10");
  }

  @Test
  void quarantinesOtherRecords() {
    int other = registry.register("other-value", Anomaly.SCHEMA$);
    int wrongType = registry.register("number-value", Schema.create(Schema.Type.LONG));

    isQuarantined(
        frame(other, "00 00"),
        UnreadableSchemaException.class,
        "(dev.telemetry.model.Anomaly) cannot be read as dev.telemetry.model.SensorReading");
    isQuarantined(frame(other, ""), UnreadableSchemaException.class, "cannot be read as");
    isQuarantined(frame(wrongType, "02"), UnreadableSchemaException.class, "cannot be read as");
  }

  @Test
  void boundsNesting() {
    Topic<Node> nodes = Topic.of("nodes", Node.class);
    RecordDecoder<Node> deep = RecordDecoder.of(nodes, registry);
    int node = registry.register("nodes-value", Node.SCHEMA$);

    assertThat(deep.decode(record(frame(node, nested(63)))).value().length()).isEqualTo(63);
    for (int depth : new int[] {64, 100_000}) {
      Quarantined tooDeep = deep.decode(record(frame(node, nested(depth)))).quarantined();
      assertThat(tooDeep.getErrorClass()).isEqualTo(LimitExceededException.class.getName());
      assertThat(tooDeep.getErrorMessage()).contains("too deep", "64");
    }
    assertThat(deep.decode(record(frame(node, nested(63)))).value().length()).isEqualTo(63);
    assertThat(deep.maxDepth(256).decode(record(frame(node, nested(255)))).value().length())
        .isEqualTo(255);
  }

  private static byte[] nested(int depth) {
    byte[] bytes = new byte[depth + 1];
    Arrays.fill(bytes, 0, depth, (byte) 2);
    return bytes;
  }

  @Test
  void passesOverDeepFieldsWithoutRecursion() {
    int skipping = registered(", {\"name\": \"list\", \"type\": " + Node.SCHEMA$ + "}");
    byte[] frame = concat(frame(skipping, PLAIN), nested(100_000));

    assertThat(decoder.decode(record(frame)).isReadable()).isTrue();
  }

  @Test
  void boundsItemsThatTakeNoBytes() {
    int nulls =
        registered(", {\"name\": \"nulls\", \"type\": {\"type\": \"array\", \"items\": \"null\"}}");
    byte[] some = concat(frame(nulls, PLAIN), varint(1000), varint(0));
    byte[] billions = concat(frame(nulls, PLAIN), varint(2_000_000_000), varint(0));

    assertThat(decoder.decode(record(some)).isReadable()).isTrue();
    isQuarantined(billions, LimitExceededException.class, "too many items");
  }

  @Test
  void refusesSchemasThatGrowOutOfNothing() {
    Schema type = SchemaBuilder.record("Level0").fields().endRecord();
    for (int level = 1; level <= 40; level++) {
      type =
          SchemaBuilder.record("Level" + level)
              .fields()
              .name("a")
              .type(type)
              .noDefault()
              .name("b")
              .type(type)
              .noDefault()
              .endRecord();
    }
    int laughs = registered(", {\"name\": \"laughs\", \"type\": " + type + "}");

    isQuarantined(frame(laughs, PLAIN), LimitExceededException.class, "too many items");
  }

  @Test
  void reservesNoMemoryForBytesThatNoRecordCanHave() {
    Schema schema =
        SchemaBuilder.record("Blob")
            .fields()
            .name("bytes")
            .type(Schema.createFixed("Huge", null, null, 2_000_000_000))
            .noDefault()
            .endRecord();
    int blob = registry.register("blob-value", schema);
    try (TelemetryAvroDeserializer<GenericRecord> generic = new TelemetryAvroDeserializer<>()) {
      generic.configure(Map.of("schema.registry.url", TestServices.registryUrl()), false);

      assertThatExceptionOfType(LimitExceededException.class)
          .isThrownBy(() -> generic.deserialize("blobs", frame(blob, "00")))
          .withMessageContaining("a fixed of 2000000000 bytes, limit 1048576");
    }
  }

  /** Each byte that is no UTF-8 is read as a character of three bytes. */
  @Test
  void whatItReadsFitsTheTopicsOfWhatIsRefused() {
    byte[] noText = new byte[900_000];
    Arrays.fill(noText, (byte) 0xff);
    byte[] frame =
        concat(frame(id, PLAIN + "00 00 02 02 6e"), varint(noText.length), noText, new byte[1]);

    SensorReading reading = decoder.decode(record(frame)).value();

    try (TelemetryAvroSerializer<SensorReading> late =
            TelemetryAvroSerializer.of(registry, Topics.LATE);
        TelemetryAvroSerializer<Rejected> rejected =
            TelemetryAvroSerializer.of(registry, Topics.REJECTED)) {
      assertThat(late.serialize(Topics.LATE.name(), reading)).hasSizeGreaterThan(2_700_000);
      Rejected refused = new Rejected(reading, RejectionReason.OTHER, "");
      assertThat(rejected.serialize(Topics.REJECTED.name(), refused)).isNotNull();
    }
  }

  @Test
  void givesGenericRecordsWithinTheSameLimits() {
    try (TelemetryAvroDeserializer<GenericRecord> generic = new TelemetryAvroDeserializer<>()) {
      generic.configure(
          Map.of("schema.registry.url", TestServices.registryUrl(), "telemetry.max.depth", "256"),
          false);
      int node = registry.register("nodes-value", Node.SCHEMA$);

      assertThat(generic.deserialize("readings", frame(id, GOOD)).get("sensorId")).hasToString("p");
      assertThat(generic.deserialize("nodes", frame(node, nested(255))).get("next")).isNotNull();
      assertThatExceptionOfType(LimitExceededException.class)
          .isThrownBy(() -> generic.deserialize("nodes", frame(node, nested(100_000))));
    }
  }

  @Test
  void goesOnWithKnownIdsWhileTheRegistryIsDown() {
    LocalSchemaRegistry own = LocalSchemaRegistry.start();
    SchemaRegistry impatient = SchemaRegistry.at(own.url()).patience(Duration.ofSeconds(3)).open();
    RecordDecoder<SensorReading> waiting = RecordDecoder.of(Topics.READINGS, impatient);
    RecordDecoder<SensorReading> going = waiting.whenRegistryIsDown(WhenRegistryIsDown.QUARANTINE);
    int known = impatient.register("readings-value", SensorReading.SCHEMA$);
    byte[] good = frame(known, GOOD);
    byte[] strange = frame(known + 1000, GOOD);
    assertThat(waiting.decode(record(good)).isReadable()).isTrue();
    assertThat(going.decode(record(good)).isReadable()).isTrue();

    own.close();

    assertThat(waiting.decode(record(good)).isReadable()).isTrue();
    assertThatExceptionOfType(SchemaRegistryException.class)
        .isThrownBy(() -> waiting.decode(record(strange)))
        .matches(SchemaRegistryException::retriable);
    for (int i = 0; i < 1_000; i++) {
      assertThat(going.decode(record(strange)).quarantined().getErrorClass())
          .isEqualTo(SchemaRegistryException.class.getName());
    }
    assertThat(going.decode(record(good)).isReadable()).isTrue();
  }
}
