package dev.telemetry.flink.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.model.Anomaly;
import dev.telemetry.model.Rejected;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** State in Avro follows the schema from the release that wrote it to this one. */
class AvroEvolutionTest {
  private static final AvroRecordSerializer<Anomaly> TODAY =
      new AvroRecordSerializer<>(Anomaly.class);

  private static Schema without(String field) {
    Schema today = Anomaly.getClassSchema();
    return Schema.createRecord(
        today.getName(),
        today.getDoc(),
        today.getNamespace(),
        false,
        today.getFields().stream()
            .filter(each -> !each.name().equals(field))
            .map(each -> new Schema.Field(each, each.schema()))
            .toList());
  }

  private static TypeSerializerSnapshot<Anomaly> writtenWith(Schema schema) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(
        out, new AvroRecordSerializer.Snapshot<>(Anomaly.class, schema.toString()));
    return Serialized.snapshot(out.getCopyOfBuffer());
  }

  private static TypeSerializerSchemaCompatibility<Anomaly> compatibility(
      TypeSerializerSnapshot<Anomaly> written) {
    return TODAY.snapshotConfiguration().resolveSchemaCompatibility(written);
  }

  @Test
  void readsStateThatLacksAFieldWithADefault() throws IOException {
    Schema old = without("unit");
    TypeSerializerSnapshot<Anomaly> written = writtenWith(old);
    assertThat(compatibility(written).isCompatibleAfterMigration()).isTrue();

    TypeSerializer<Anomaly> oldSerializer = written.restoreSerializer();
    Anomaly read = Serialized.value(oldSerializer, oldBytes(old));
    assertThat(read.getKey()).isEqualTo("pump-1");
    assertThat(read.getUnit()).isEmpty();
    assertThat(read.getExplanation()).isEqualTo("95 Cel is above 90 Cel");
    assertThat(Serialized.value(TODAY, Serialized.bytes(TODAY, read))).isEqualTo(read);
    assertThat(oldSerializer.duplicate()).isEqualTo(oldSerializer).isNotEqualTo(TODAY);
  }

  @Test
  void keepsWritingTheOldSchemaWhereStateIsOnlyCarriedAlong() throws IOException {
    Schema old = without("unit");
    TypeSerializer<Anomaly> carrying = writtenWith(old).restoreSerializer();
    Anomaly read = Serialized.value(carrying, oldBytes(old));

    byte[] carried = Serialized.bytes(carrying, read);
    TypeSerializerSnapshot<Anomaly> snapshot =
        Serialized.snapshot(Serialized.snapshotBytes(carrying));
    assertThat(Serialized.value(snapshot.restoreSerializer(), carried)).isEqualTo(read);
    assertThat(carried).isEqualTo(oldBytes(old));
  }

  @Test
  void refusesStateThatLacksAFieldWithoutDefault() throws IOException {
    assertThat(compatibility(writtenWith(without("explanation"))).isIncompatible()).isTrue();
  }

  @Test
  void refusesStateOfAnotherRecord() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(
        out, new AvroRecordSerializer<>(Rejected.class).snapshotConfiguration());
    assertThat(compatibility(Serialized.snapshot(out.getCopyOfBuffer())).isIncompatible()).isTrue();
  }

  @Test
  void takesStateOfTodayAsItIs() throws IOException {
    assertThat(compatibility(writtenWith(Anomaly.getClassSchema())).isCompatibleAsIs()).isTrue();
  }

  @Test
  void needsNoMigrationWhereOnlyTheDocumentationDiffers() throws IOException {
    String reworded = Anomaly.getClassSchema().toString().replace("One edge", "An edge");
    assertThat(reworded).isNotEqualTo(Anomaly.getClassSchema().toString());
    assertThat(compatibility(writtenWith(new Schema.Parser().parse(reworded))).isCompatibleAsIs())
        .isTrue();
  }

  private static byte[] oldBytes(Schema old) throws IOException {
    GenericRecord record = new GenericData.Record(old);
    for (Schema.Field field : old.getFields()) {
      record.put(field.name(), exampleOf(field.schema()));
    }
    record.put("key", "pump-1");
    record.put("explanation", "95 Cel is above 90 Cel");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(old).write(record, encoder);
    encoder.flush();
    DataOutputSerializer framed = new DataOutputSerializer(64);
    framed.writeInt(bytes.size());
    framed.write(bytes.toByteArray());
    return framed.getCopyOfBuffer();
  }

  private static Object exampleOf(Schema schema) {
    return switch (schema.getType()) {
      case STRING -> "text";
      case INT -> 1;
      case LONG -> 1_000L;
      case DOUBLE -> 95.0;
      case BOOLEAN -> false;
      case ENUM -> new GenericData.EnumSymbol(schema, schema.getEnumSymbols().get(0));
      case UNION -> null;
      default -> throw new IllegalArgumentException("no example of " + schema);
    };
  }
}
