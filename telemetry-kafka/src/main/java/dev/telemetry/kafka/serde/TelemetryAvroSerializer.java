package dev.telemetry.kafka.serde;

import static java.util.Objects.requireNonNull;

import dev.telemetry.kafka.registry.RegisteredSchema;
import dev.telemetry.kafka.registry.SchemaRegistry;
import dev.telemetry.topic.Topic;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntBiFunction;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes Avro records in Confluent's wire format (a zero, the schema's id in four bytes, Avro
 * binary). Made by class name it understands Confluent's keys: {@code schema.registry.url}, {@code
 * auto.register.schemas} (true unless told), {@code use.latest.version}, {@code
 * key.subject.name.strategy} and {@code value.subject.name.strategy}, {@code basic.auth.*}, {@code
 * bearer.auth.*}, {@code schema.registry.ssl.*}; and {@code telemetry.max.record.bytes} (1 MiB
 * unless told).
 *
 * <p>The registry is asked once for each topic and class. With {@code use.latest.version} the
 * newest version of the subject must be the record's schema but for documentation and defaults.
 *
 * <p>A null record is null. A record that is incomplete or too large throws {@link
 * SerializationException}, a registry that does not answer or refuses the schema {@link
 * dev.telemetry.kafka.registry.SchemaRegistryException}. Thread-safe, as a producer is.
 *
 * @param <T> the type of the records
 */
public final class TelemetryAvroSerializer<T extends SpecificRecord> implements Serializer<T> {
  private static final int MAX_TARGETS = 1_000;

  private enum Lookup {
    REGISTER,
    EXISTING,
    LATEST
  }

  /** What a topic's records of one class are written with. */
  record Target<T>(int id, SpecificDatumWriter<T> writer, @Nullable RecordEncoder<T> encoder) {}

  /** What the last record was written with: mostly it is the same again. */
  private record Last<T>(String topic, Class<?> type, Target<T> target) {}

  private record TopicType(String topic, Class<?> type) {}

  private final Map<TopicType, Target<T>> targets = new ConcurrentHashMap<>();
  private final ThreadLocal<FrameWriter> writers = ThreadLocal.withInitial(FrameWriter::new);
  private volatile @Nullable Last<T> last;
  private @Nullable SchemaRegistry registry;
  private @Nullable ToIntBiFunction<String, Schema> numbers;
  private SubjectNaming naming = SubjectNaming.TopicNameStrategy;
  private Lookup lookup = Lookup.REGISTER;
  private Limits limits = Limits.DEFAULT;
  private boolean key;

  /** For Kafka, which calls {@link #configure} next. */
  public TelemetryAvroSerializer() {}

  /**
   * A serializer of values that registers their schemas under the topic's name.
   *
   * @param registry where the schemas are
   */
  public TelemetryAvroSerializer(SchemaRegistry registry) {
    this.registry = requireNonNull(registry, "registry");
  }

  /**
   * A serializer of one topic's values, which may be as large as the topic takes.
   *
   * @param registry where the schemas are
   * @param topic that the records go to
   * @param <T> the type of its records
   * @return the serializer
   */
  public static <T extends SpecificRecord> TelemetryAvroSerializer<T> of(
      SchemaRegistry registry, Topic<T> topic) {
    TelemetryAvroSerializer<T> serializer = new TelemetryAvroSerializer<>(registry);
    serializer.limits = new Limits(topic.maxRecordBytes(), Limits.DEFAULT.maxDepth());
    return serializer;
  }

  /**
   * A serializer that asks no registry: the numbers that stand in the place of the schemas' ids
   * come from elsewhere, and are to be replaced before anybody reads the records.
   *
   * @param numbers gives a number for a subject and a schema, asked once for each class
   * @param topic that the records go to
   * @param <T> the type of its records
   * @return the serializer
   */
  public static <T extends SpecificRecord> TelemetryAvroSerializer<T> numbering(
      ToIntBiFunction<String, Schema> numbers, Topic<T> topic) {
    TelemetryAvroSerializer<T> serializer = new TelemetryAvroSerializer<>();
    serializer.numbers = requireNonNull(numbers, "numbers");
    serializer.limits = new Limits(topic.maxRecordBytes(), Limits.DEFAULT.maxDepth());
    return serializer;
  }

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    SerdeSettings settings = new SerdeSettings(configs);
    registry = settings.registry();
    naming = settings.naming(isKey);
    limits = settings.limits();
    key = isKey;
    lookup = settings.flag("auto.register.schemas", true) ? Lookup.REGISTER : Lookup.EXISTING;
    if (lookup == Lookup.EXISTING && settings.flag("use.latest.version", false)) {
      lookup = Lookup.LATEST;
    }
  }

  @Override
  public byte @Nullable [] serialize(String topic, @Nullable T record) {
    if (record == null) {
      return null;
    }
    try {
      return bounded(record, writers.get().frame(target(topic, record), record));
    } catch (IOException | NullPointerException | ClassCastException e) {
      throw new SerializationException(
          "a record of " + record.getSchema().getFullName() + " is incomplete: " + e.getMessage(),
          e);
    }
  }

  private byte[] bounded(T record, byte[] frame) {
    if (frame.length > limits.maxBytes()) {
      throw new SerializationException(
          "oversized: a record of %s has %d bytes, limit %d"
              .formatted(record.getSchema().getFullName(), frame.length, limits.maxBytes()));
    }
    return frame;
  }

  private Target<T> target(String topic, T record) {
    Last<T> before = last;
    if (before != null && before.type == record.getClass() && before.topic.equals(topic)) {
      return before.target;
    }
    Target<T> target = lookedUp(topic, record);
    last = new Last<>(topic, record.getClass(), target);
    return target;
  }

  private Target<T> lookedUp(String topic, T record) {
    TopicType wanted = new TopicType(topic, record.getClass());
    Target<T> target = targets.get(wanted);
    if (target == null) {
      target = newTarget(topic, record);
      if (targets.size() >= MAX_TARGETS) {
        targets.clear();
      }
      targets.put(wanted, target);
    }
    return target;
  }

  private Target<T> newTarget(String topic, T record) {
    Schema schema = record.getSchema();
    SpecificData model = SpecificData.getForClass(record.getClass());
    return new Target<>(
        id(naming.subject(topic, key, schema), schema),
        new SpecificDatumWriter<>(schema, model),
        RecordEncoder.of(record.getClass()));
  }

  private int id(String subject, Schema schema) {
    if (numbers != null) {
      return numbers.applyAsInt(subject, schema);
    }
    if (registry == null) {
      throw new IllegalStateException("configure() was not called");
    }
    return switch (lookup) {
      case REGISTER -> registry.register(subject, schema);
      case EXISTING -> registry.idOf(subject, schema);
      case LATEST -> latest(registry.latest(subject), schema);
    };
  }

  private static int latest(RegisteredSchema latest, Schema schema) {
    String ours = SchemaNormalization.toParsingForm(schema);
    if (!ours.equals(SchemaNormalization.toParsingForm(latest.schema()))) {
      throw new SerializationException(
          "version %d of subject %s is not the schema of the record (%s): use the class of that version, or use.latest.version=false"
              .formatted(latest.version(), latest.subject(), schema.getFullName()));
    }
    return latest.id();
  }

  @Override
  public void close() {
    writers.remove();
  }
}
