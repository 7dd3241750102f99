package dev.telemetry.kafka.serde;

import static java.util.Objects.requireNonNull;

import dev.telemetry.kafka.registry.SchemaRegistry;
import dev.telemetry.kafka.registry.SchemaRegistryException;
import java.io.EOFException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Resolver;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames; keeps one Avro reader per writer's schema and one decoder. Not thread-safe.
 *
 * <p>Avro bounds strings, bytes, arrays and maps by the bytes that are left, but not how deep a
 * recursive schema nests, nor well enough how many items there are of those that take no bytes.
 * Both can be told from the schema, so that only such schemas pay for being watched.
 */
final class FrameReader<T> {
  private static final int MAX_READERS = 1_000;
  private static final int MAX_REASON = 300;

  private final SchemaRegistry registry;
  private final ReadAs readAs;
  private final Limits limits;
  private final Map<Integer, Reader<T>> readers = new HashMap<>();
  private final Map<Integer, UndecodableException> unusable = new HashMap<>();
  private @Nullable BinaryDecoder decoder;
  private int lastId = -1;
  private @Nullable Reader<T> lastReader;

  /** Of one writer's schema; the quick one is there where it can read its usual records. */
  private record Reader<T>(DatumReader<T> avro, @Nullable ReadingDecoder quick) {}

  FrameReader(SchemaRegistry registry, ReadAs readAs, Limits limits) {
    this.registry = registry;
    this.readAs = readAs;
    this.limits = limits;
  }

  /**
   * The record of a frame.
   *
   * @throws UndecodableException where the bytes cannot be read
   * @throws SchemaRegistryException where the registry cannot be asked for a schema
   */
  T read(byte @Nullable [] frame) {
    return read(frame, null);
  }

  /** As above, but throws the outage instead of asking the registry where there is one. */
  T read(byte @Nullable [] frame, @Nullable SchemaRegistryException outage) {
    int id = Wire.schemaId(frame, limits);
    return decode(id, reader(id, outage), requireNonNull(frame));
  }

  private T decode(int id, Reader<T> reader, byte[] frame) {
    T quick = quick(reader.quick, frame);
    return quick == null ? decode(id, reader.avro, frame) : quick;
  }

  @SuppressWarnings("unchecked") // there is a quick one only where readings are expected
  private @Nullable T quick(@Nullable ReadingDecoder decoder, byte[] frame) {
    return decoder == null ? null : (T) decoder.decode(frame, Wire.HEADER_BYTES);
  }

  private T decode(int id, DatumReader<T> reader, byte[] frame) {
    int length = frame.length - Wire.HEADER_BYTES;
    BinaryDecoder in =
        DecoderFactory.get().binaryDecoder(frame, Wire.HEADER_BYTES, length, decoder);
    decoder = in;
    try {
      T record = reader.read(null, in);
      int left = in.remainingBytes();
      if (left != 0) {
        throw new MalformedRecordException(
            "trailing bytes: " + left + " of " + length + " follow the record", null);
      }
      return record;
    } catch (UndecodableException e) {
      throw e;
    } catch (EOFException e) {
      throw new MalformedRecordException(
          "truncated: a record of schema " + id + " needs more than " + length + " bytes", e);
    } catch (AvroTypeException e) {
      throw new UnreadableSchemaException(
          "a record of schema " + id + " cannot be read: " + bounded(e), e);
    } catch (IOException | RuntimeException e) {
      throw new MalformedRecordException(
          "malformed: the bytes are no record of schema " + id + ": " + bounded(e), e);
    }
  }

  private static String bounded(Object reason) {
    String text = reason.toString();
    return text.substring(0, Math.min(MAX_REASON, text.length()));
  }

  private Reader<T> reader(int id, @Nullable SchemaRegistryException outage) {
    Reader<T> last = lastReader;
    if (id == lastId && last != null) {
      return last;
    }
    Reader<T> reader = readers.get(id);
    if (reader == null) {
      reader = newReader(id, outage);
      if (readers.size() >= MAX_READERS) {
        readers.clear();
      }
      readers.put(id, reader);
    }
    lastId = id;
    lastReader = reader;
    return reader;
  }

  private Reader<T> newReader(int id, @Nullable SchemaRegistryException outage) {
    UndecodableException known = unusable.get(id);
    if (known != null) {
      throw known;
    }
    if (outage != null) {
      throw outage;
    }
    Schema writer = schema(id);
    try {
      return newReader(id, writer);
    } catch (UndecodableException e) {
      if (unusable.size() >= MAX_READERS) {
        unusable.clear();
      }
      unusable.put(id, e);
      throw e;
    }
  }

  private Reader<T> newReader(int id, Schema writer) {
    SchemaShape written = check(id, SchemaShape.of(writer));
    Schema expected = readAs.expected(writer);
    if (resolve(writer, expected) instanceof Resolver.ErrorAction mismatch) {
      throw new UnreadableSchemaException(
          "schema %d (%s) cannot be read as %s: %s"
              .formatted(id, writer.getFullName(), expected.getFullName(), bounded(mismatch)),
          null);
    }
    boolean guarded = written.guarded() || SchemaShape.of(expected).guarded();
    DatumReader<T> avro = readAs.reader(writer, guarded, limits);
    return new Reader<>(avro, readAs.readsReadings(writer) ? new ReadingDecoder() : null);
  }

  private static Resolver.Action resolve(Schema writer, Schema expected) {
    return Resolver.resolve(Schema.applyAliases(writer, expected), expected, SpecificData.get());
  }

  private Schema schema(int id) {
    if (id < 0) {
      throw new UnknownSchemaException("unknown schema id " + id + ": ids are not negative", null);
    }
    try {
      return registry.byId(id);
    } catch (SchemaRegistryException e) {
      throw switch (e.kind()) {
        case NOT_FOUND -> new UnknownSchemaException("unknown schema id " + id, e);
        case INVALID, INCOMPATIBLE ->
            new UnreadableSchemaException("schema " + id + " cannot be used: " + bounded(e), e);
        case UNAVAILABLE, UNAUTHORIZED -> e;
      };
    }
  }

  private SchemaShape check(int id, SchemaShape shape) {
    if (shape.depth() > limits.maxDepth()) {
      throw new LimitExceededException(
          "too deep: schema "
              + id
              + " nests "
              + shape.depth()
              + " records, arrays and maps, limit "
              + limits.maxDepth());
    }
    if (shape.nodes() >= SchemaShape.MAX_NODES) {
      throw new LimitExceededException(
          "too many items: schema " + id + " has " + SchemaShape.MAX_NODES + " fields or more");
    }
    if (shape.fixedBytes() > limits.maxBytes()) {
      throw new LimitExceededException(
          "oversized: schema %d has a fixed of %d bytes, limit %d"
              .formatted(id, shape.fixedBytes(), limits.maxBytes()));
    }
    return shape;
  }
}
