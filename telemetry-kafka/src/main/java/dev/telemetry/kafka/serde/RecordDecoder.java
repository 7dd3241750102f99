package dev.telemetry.kafka.serde;

import static java.util.Objects.requireNonNull;

import dev.telemetry.kafka.registry.SchemaRegistry;
import dev.telemetry.kafka.registry.SchemaRegistryException;
import dev.telemetry.model.Quarantined;
import dev.telemetry.topic.Topic;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Turns what Kafka gives into a value or, where the bytes cannot be read, into a record for the
 * quarantine: data never throws. Undecodable are a value that is null, shorter than a frame or
 * without the magic byte, one with an unknown schema or a schema that cannot be read as the topic's
 * class, bytes that end too early or too late, and what exceeds the limits.
 *
 * <p>A registry that is down is no fault of the data: ids that were seen go on; for one that was
 * not see {@link #whenRegistryIsDown}. Each step returns a new decoder with empty caches. Not
 * thread-safe.
 *
 * <p>Memory: a reader for each schema that was seen, and of readings the texts of up to 16,384
 * sensors for each of them, about 5 MB; a sensor's readings share their texts.
 *
 * @param <T> the type of the topic's records
 */
public final class RecordDecoder<T extends SpecificRecord> {
  private static final long REST_NANOS = Duration.ofSeconds(5).toNanos();

  private final Topic<T> topic;
  private final SchemaRegistry registry;
  private final Limits limits;
  private final WhenRegistryIsDown whenDown;
  private final FrameReader<T> frames;
  private @Nullable SchemaRegistryException outage;
  private long restUntilNanos;

  private RecordDecoder(
      Topic<T> topic, SchemaRegistry registry, Limits limits, WhenRegistryIsDown whenDown) {
    this.topic = topic;
    this.registry = registry;
    this.limits = limits;
    this.whenDown = whenDown;
    frames = new FrameReader<>(registry, ReadAs.specific(topic.type()), limits);
  }

  /**
   * A decoder for a topic's records of up to 1 MiB, nested up to 64 deep, that throws where the
   * registry is down.
   *
   * @param topic what is read
   * @param registry where the schemas are
   * @param <T> the type of the topic's records
   * @return the decoder
   */
  public static <T extends SpecificRecord> RecordDecoder<T> of(
      Topic<T> topic, SchemaRegistry registry) {
    return new RecordDecoder<>(
        requireNonNull(topic, "topic"),
        requireNonNull(registry, "registry"),
        Limits.DEFAULT,
        WhenRegistryIsDown.WAIT);
  }

  /**
   * Bounds the size of a value with its frame.
   *
   * @param bytes at least 5
   * @return the decoder
   */
  public RecordDecoder<T> maxRecordBytes(int bytes) {
    return new RecordDecoder<>(topic, registry, new Limits(bytes, limits.maxDepth()), whenDown);
  }

  /**
   * Bounds how deep records, arrays and maps are nested in each other.
   *
   * @param depth 1 to 256, which any thread's stack has room for
   * @return the decoder
   */
  public RecordDecoder<T> maxDepth(int depth) {
    return new RecordDecoder<>(topic, registry, new Limits(limits.maxBytes(), depth), whenDown);
  }

  /**
   * Says what becomes of a record whose schema id was not seen yet while the registry is down.
   *
   * @param choice wait, that is throw, or quarantine
   * @return the decoder
   */
  public RecordDecoder<T> whenRegistryIsDown(WhenRegistryIsDown choice) {
    return new RecordDecoder<>(topic, registry, limits, requireNonNull(choice, "choice"));
  }

  /**
   * The value of a record, or the record in quarantine.
   *
   * @param record as Kafka gave it
   * @return what became of it
   * @throws SchemaRegistryException where the record's schema is not known yet and the registry is
   *     down (unless quarantine was chosen) or refuses our credentials; the same record can be
   *     decoded again later
   */
  public Decoded<T> decode(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Decoded.of(frames.read(record.value(), restingFrom()));
    } catch (UndecodableException e) {
      return quarantine(record, e);
    } catch (SchemaRegistryException e) {
      if (!e.retriable() || whenDown == WhenRegistryIsDown.WAIT) {
        throw e;
      }
      rest(e);
      return quarantine(record, e);
    }
  }

  /** While it rests, an outage that was seen a moment ago is not waited for once more. */
  private @Nullable SchemaRegistryException restingFrom() {
    if (outage != null && restUntilNanos - System.nanoTime() <= 0) {
      outage = null;
    }
    return outage;
  }

  private void rest(SchemaRegistryException why) {
    if (outage == null) {
      outage = why;
      restUntilNanos = System.nanoTime() + REST_NANOS;
    }
  }

  private static <T> Decoded<T> quarantine(
      ConsumerRecord<byte[], byte[]> record, RuntimeException why) {
    return Decoded.quarantined(
        Quarantined.newBuilder()
            .setTopic(record.topic())
            .setPartition(record.partition())
            .setOffset(record.offset())
            .setTimestamp(Instant.ofEpochMilli(record.timestamp()))
            .setKey(wrap(record.key()))
            .setValue(wrap(record.value()))
            .setErrorClass(why.getClass().getName())
            .setErrorMessage(String.valueOf(why.getMessage()))
            .build());
  }

  private static @Nullable ByteBuffer wrap(byte @Nullable [] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }
}
