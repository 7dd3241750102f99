package dev.telemetry.flink.type;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telemetry.topic.TrustedRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Records in Avro's binary format behind their length. A savepoint keeps the schema that wrote it,
 * so that state follows the schema's evolution by Avro's own rules. For records off the hot path;
 * not thread-safe, like every serializer of Flink.
 *
 * @param <T> the record
 */
public final class AvroRecordSerializer<T extends SpecificRecord> extends TypeSerializer<T> {
  private static final long serialVersionUID = 1;

  private final Class<T> type;
  private final String writerSchema;
  private transient SpecificData data;
  private transient SpecificDatumWriter<T> writer;
  private transient SpecificDatumReader<T> reader;
  private transient ByteArrayOutputStream bytes;
  private transient BinaryEncoder encoder;
  private transient @Nullable BinaryDecoder decoder;
  private transient @Nullable Conversion carried;

  /**
   * Writes and reads today's schema of a record.
   *
   * @param type the generated class
   */
  public AvroRecordSerializer(Class<T> type) {
    this(type, SpecificData.get().getSchema(type).toString());
  }

  /** Reads what another version of the schema wrote. */
  private AvroRecordSerializer(Class<T> type, String writerSchema) {
    this.type = type;
    this.writerSchema = writerSchema;
    TrustedRecords.trust(type);
    Schema schema = SpecificData.get().getSchema(type);
    this.data = SpecificData.getForClass(type);
    this.writer = new SpecificDatumWriter<>(schema, data);
    Schema written = new Schema.Parser().parse(writerSchema);
    this.reader = new SpecificDatumReader<>(written, schema, data);
    this.carried = written.equals(schema) ? null : new Conversion(schema, written);
    this.bytes = new ByteArrayOutputStream();
    this.encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
  }

  /**
   * Back to the schema of a savepoint: state that a job carries along without using it is written
   * beside that schema again.
   */
  private record Conversion(Schema from, Schema to) {
    byte[] convert(byte[] record) throws IOException {
      BinaryDecoder in = DecoderFactory.get().binaryDecoder(record, null);
      Object value = new GenericDatumReader<>(from, to).read(null, in);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      new GenericDatumWriter<>(to).write(value, encoder);
      encoder.flush();
      return out.toByteArray();
    }
  }

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public TypeSerializer<T> duplicate() {
    return new AvroRecordSerializer<>(type, writerSchema);
  }

  @Override
  public T createInstance() {
    return type.cast(SpecificData.newInstance(type, SpecificData.get().getSchema(type)));
  }

  @Override
  public T copy(T from) {
    return data.deepCopy(from.getSchema(), from);
  }

  @Override
  public T copy(T from, T reuse) {
    return copy(from);
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(T record, DataOutputView target) throws IOException {
    bytes.reset();
    writer.write(record, encoder);
    encoder.flush();
    byte[] today = bytes.toByteArray();
    byte[] written = carried == null ? today : carried.convert(today);
    target.writeInt(written.length);
    target.write(written);
  }

  @Override
  public T deserialize(DataInputView source) throws IOException {
    byte[] record = new byte[source.readInt()];
    source.readFully(record);
    decoder = DecoderFactory.get().binaryDecoder(record, decoder);
    return reader.read(null, decoder);
  }

  @Override
  public T deserialize(T reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    // not target.write(source, length): Flink's own buffers do not grow there
    byte[] record = new byte[source.readInt()];
    source.readFully(record);
    target.writeInt(record.length);
    target.write(record);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AvroRecordSerializer<?> serializer
        && serializer.type == type
        && serializer.writerSchema.equals(writerSchema);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + writerSchema.hashCode();
  }

  private Object readResolve() {
    return new AvroRecordSerializer<>(type, writerSchema);
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    return new Snapshot<>(type, writerSchema);
  }

  /**
   * The class and the schema that a savepoint was written with.
   *
   * @param <T> the record
   */
  public static final class Snapshot<T extends SpecificRecord>
      implements TypeSerializerSnapshot<T> {
    private @Nullable Class<T> type;
    private String schema = "";

    /** Called by Flink before it reads. */
    public Snapshot() {}

    Snapshot(Class<T> type, String schema) {
      this.type = type;
      this.schema = schema;
    }

    @Override
    public int getCurrentVersion() {
      return 1;
    }

    @Override
    public void writeSnapshot(DataOutputView out) throws IOException {
      out.writeUTF(known().getName());
      byte[] json = schema.getBytes(UTF_8);
      out.writeInt(json.length);
      out.write(json);
    }

    @Override
    @SuppressWarnings("unchecked") // a serializer of T wrote the name
    public void readSnapshot(int version, DataInputView in, ClassLoader classLoader)
        throws IOException {
      String name = in.readUTF();
      byte[] json = new byte[in.readInt()];
      in.readFully(json);
      schema = new String(json, UTF_8);
      try {
        type = (Class<T>) Class.forName(name, false, classLoader).asSubclass(SpecificRecord.class);
      } catch (ClassNotFoundException e) {
        throw new IOException(
            "the savepoint holds records of " + name + ", which is not on the class path", e);
      }
    }

    private Class<T> known() {
      if (type == null) {
        throw new IllegalStateException("the snapshot was not read yet");
      }
      return type;
    }

    @Override
    public TypeSerializer<T> restoreSerializer() {
      return new AvroRecordSerializer<>(known(), schema);
    }

    @Override
    public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
        TypeSerializerSnapshot<T> old) {
      if (!(old instanceof Snapshot<T> before) || before.type != type) {
        return TypeSerializerSchemaCompatibility.incompatible();
      }
      Schema reader = new Schema.Parser().parse(schema);
      Schema writer = new Schema.Parser().parse(before.schema);
      if (reader.equals(writer)) {
        return TypeSerializerSchemaCompatibility.compatibleAsIs();
      }
      boolean readable =
          SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType()
              == SchemaCompatibilityType.COMPATIBLE;
      return readable
          ? TypeSerializerSchemaCompatibility.compatibleAfterMigration()
          : TypeSerializerSchemaCompatibility.incompatible();
    }
  }
}
