package dev.telemetry.kafka.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telemetry.kafka.serde.TelemetryAvroSerializer.Target;
import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;

/** What is written and read by hand is what Avro writes and reads. */
class ReadingCodingTest {
  private static final Schema SCHEMA = SensorReading.getClassSchema();
  private static final SpecificData MODEL = SpecificData.getForClass(SensorReading.class);

  private final FrameWriter frames = new FrameWriter();
  private final ReadingDecoder decoder = new ReadingDecoder();
  private final SpecificDatumWriter<SensorReading> avro = new SpecificDatumWriter<>(SCHEMA, MODEL);
  private final Target<SensorReading> general = new Target<>(7, avro, null);
  private final Target<SensorReading> quick =
      new Target<>(7, avro, RecordEncoder.of(SensorReading.class));

  @Property(tries = 1_000)
  void writesTheBytesOfAvro(@ForAll("readings") SensorReading reading) throws IOException {
    assertThat(frames.frame(quick, reading)).isEqualTo(frames.frame(general, reading));
  }

  @Property(tries = 1_000)
  void readsWhatAvroReads(@ForAll("readings") SensorReading reading) throws IOException {
    byte[] frame = frames.frame(general, reading);
    SensorReading read = decoder.decode(frame, Wire.HEADER_BYTES);
    assertThat(read).isNotNull();
    assertThat(fields(read)).isEqualTo(fields(byAvro(frame)));
  }

  /** Neither an exception nor another record: null, and Avro tells what is wrong. */
  @Property(tries = 2_000)
  void damagedBytesAreReadAsAvroReadsThemOrNotAtAll(
      @ForAll("readings") SensorReading reading, @ForAll int where, @ForAll byte what)
      throws IOException {
    byte[] frame = frames.frame(general, reading);
    int at = Wire.HEADER_BYTES + Math.floorMod(where, frame.length - Wire.HEADER_BYTES);
    frame[at] = what;
    SensorReading read = decoder.decode(frame, Wire.HEADER_BYTES);
    if (read != null) {
      assertThat(fields(read)).isEqualTo(fields(byAvro(frame)));
    }
    assertThat(decoder.decode(Arrays.copyOf(frame, at), Wire.HEADER_BYTES)).isNull();
  }

  /** As a list, in which NaN is equal to itself; in Avro's records it is not. */
  private static List<Object> fields(SensorReading reading) {
    List<Object> fields = new ArrayList<>();
    SCHEMA.getFields().forEach(field -> fields.add(reading.get(field.pos())));
    return fields;
  }

  private static SensorReading byAvro(byte[] frame) throws IOException {
    BinaryDecoder in =
        DecoderFactory.get()
            .binaryDecoder(frame, Wire.HEADER_BYTES, frame.length - Wire.HEADER_BYTES, null);
    return new SpecificDatumReader<SensorReading>(SCHEMA, SCHEMA, MODEL).read(null, in);
  }

  @Test
  void leavesBytesBehindTheRecordToAvro() throws IOException {
    byte[] frame = frames.frame(general, reading(Map.of()));
    assertThat(decoder.decode(Arrays.copyOf(frame, frame.length + 1), Wire.HEADER_BYTES)).isNull();
  }

  @Test
  void saysWhichFieldIsMissingAsAvroDoesAndGoesOn() throws IOException {
    SensorReading incomplete = reading(Map.of());
    incomplete.setUnit(null);
    assertThatThrownBy(() -> frames.frame(quick, incomplete))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("unit");
    SensorReading whole = reading(Map.of("a", "b"));
    assertThat(frames.frame(quick, whole)).isEqualTo(frames.frame(general, whole));
  }

  @Test
  void onlyTheSchemaOfTodayIsReadByHand() {
    ReadAs readings = ReadAs.specific(SensorReading.class);
    Schema documented =
        new Schema.Parser().parse(SCHEMA.toString().replace("One value", "A value"));
    Schema other =
        SchemaBuilder.record("dev.telemetry.model.SensorReading")
            .fields()
            .requiredString("sensorId")
            .endRecord();

    assertThat(readings.readsReadings(SCHEMA)).isTrue();
    assertThat(readings.readsReadings(documented)).isTrue();
    assertThat(readings.readsReadings(other)).isFalse();
    assertThat(ReadAs.model().readsReadings(SCHEMA)).isTrue();
    assertThat(ReadAs.generic().readsReadings(documented)).isFalse();
  }

  private static SensorReading reading(Map<String, String> tags) {
    return new SensorReading(
        "pump-1", "temperature", "Cel", Instant.EPOCH, 1.5, Quality.BAD, 3L, tags);
  }

  @Provide
  Arbitrary<SensorReading> readings() {
    Arbitrary<String> texts =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(80),
            Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(80),
            Arbitraries.strings().ascii().ofMaxLength(80));
    return Combinators.combine(
            texts,
            texts,
            texts,
            Arbitraries.longs().map(Instant::ofEpochMilli),
            Arbitraries.oneOf(Arbitraries.doubles(), Arbitraries.of(Double.NaN, -0.0)),
            Arbitraries.of(Quality.class),
            Arbitraries.longs().injectNull(0.3),
            Arbitraries.maps(texts, texts).ofMaxSize(4))
        .as(SensorReading::new);
  }
}
