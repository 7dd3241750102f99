package dev.telemetry.kafka;

import static java.util.Objects.requireNonNull;

import dev.telemetry.kafka.registry.SchemaRegistryException;
import dev.telemetry.kafka.spool.SpoolCounters;
import dev.telemetry.kafka.spool.SpoolException;
import dev.telemetry.kafka.spool.SpoolFullException;
import dev.telemetry.topic.Topic;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends a topic's records: idempotent, acknowledged by all replicas, in order for each key. Kafka's
 * timestamp of a record is when it was sent; event time is a field of the record.
 *
 * <p>{@link #send} returns at once while there is room in the buffer, blocks up to {@code maxBlock}
 * while there is none, and never throws because of a record or a broker: the future fails with
 * {@link BufferFullException}, {@link UnsendableRecordException} or another {@link
 * TelemetryProducerException}. Stages that depend on a future run in the producer's network thread:
 * use the {@code Async} ones for anything slow. Thread-safe.
 *
 * <p>Create the topic by {@link TopicAdmin#ensure} before, which waits until it can be written.
 * Brokers without the mend of KAFKA-15591 may take a producer's second batch while they still open
 * a new partition and refused the first; the first is then out of order for ever, and its records
 * fail when their delivery timeout is over.
 *
 * <p>With a {@link TelemetryProducerBuilder#spool(java.nio.file.Path) spool} a record is delivered,
 * for its future and for {@link #counters}, once it is on the disk as safely as was said: as from
 * Kafka's own producer without acknowledgements, its metadata has neither partition nor offset
 * ({@link RecordMetadata#hasOffset} is false). What becomes of it then is in {@link
 * #spoolCounters}.
 *
 * @param <T> the type of the records
 */
public final class TelemetryProducer<T extends SpecificRecord> implements AutoCloseable {
  private final Topic<T> topic;
  private final Outlet<T> producer;
  private final Duration closeWithin;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final LongAdder sent = new LongAdder();
  private final LongAdder delivered = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder unsendable = new LongAdder();

  TelemetryProducer(Topic<T> topic, Outlet<T> producer, Duration closeWithin) {
    this.topic = topic;
    this.producer = producer;
    this.closeWithin = closeWithin;
  }

  /**
   * Begins a producer.
   *
   * @param topic where the records go, and how they are keyed
   * @param <T> the type of the records
   * @return a builder; its connection is still to be named
   */
  public static <T extends SpecificRecord> TelemetryProducerBuilder<T> to(Topic<T> topic) {
    return TelemetryProducerBuilder.to(requireNonNull(topic, "topic"));
  }

  /**
   * Sends a record.
   *
   * @param record the record
   * @return completes with where the record is, or fails with a {@link TelemetryProducerException}
   */
  public CompletableFuture<RecordMetadata> send(T record) {
    requireNonNull(record, "record");
    Delivery delivery = new Delivery();
    sent.increment();
    try {
      producer.send(new ProducerRecord<>(topic.name(), topic.keyOf(record), record), delivery);
    } catch (RuntimeException e) {
      // thrown instead of a callback, never as well as one
      fail(delivery, e);
    }
    return delivery;
  }

  /** What the caller waits for is what Kafka calls: one object for each record, not three. */
  private final class Delivery extends CompletableFuture<RecordMetadata> implements Callback {
    @Override
    public void onCompletion(RecordMetadata metadata, @Nullable Exception error) {
      if (error == null) {
        delivered.increment();
        complete(metadata);
      } else {
        fail(this, error);
      }
    }

    /** What depends on it is no delivery. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
      return new CompletableFuture<>();
    }
  }

  private void fail(CompletableFuture<RecordMetadata> result, Exception error) {
    TelemetryProducerException typed = typed(error);
    if (typed instanceof UnsendableRecordException) {
      unsendable.increment();
    }
    failed.increment();
    result.completeExceptionally(typed);
  }

  private TelemetryProducerException typed(Exception error) {
    if (error instanceof SerializationException
        || error instanceof RecordTooLargeException
        || error instanceof InvalidRecordException
        || error instanceof InvalidTimestampException
        || error instanceof CorruptRecordException
        || error instanceof ClassCastException
        || error instanceof NullPointerException) {
      return new UnsendableRecordException(
          "a record cannot be sent to " + topic.name() + " as it is: " + error.getMessage(), error);
    }
    if (error instanceof SchemaRegistryException) {
      return new TelemetryProducerException(
          "a record cannot be sent to " + topic.name() + ": " + error.getMessage(), error);
    }
    if (error instanceof SpoolException) {
      String message = String.valueOf(error.getMessage());
      return error instanceof SpoolFullException
          ? new BufferFullException(message, error)
          : new TelemetryProducerException(message, error);
    }
    return error instanceof TimeoutException ? late(error) : undelivered(error);
  }

  private TelemetryProducerException late(Exception error) {
    // Kafka has one class for a record that was never taken and for a batch that expired
    return String.valueOf(error.getMessage()).startsWith("Expiring")
        ? undelivered(error)
        : new BufferFullException(
            "no room or no answer for a record to "
                + topic.name()
                + " within maxBlock: check that the broker can be reached and the topic exists,"
                + " send slower, or raise maxBlock(...); "
                + error.getMessage(),
            error);
  }

  private TelemetryProducerException undelivered(Exception error) {
    return new TelemetryProducerException(
        "a record was not delivered to " + topic.name() + ": " + Advice.on(error), error);
  }

  /** Waits until all records that were sent before are delivered, or on the disk, or failed. */
  public void flush() {
    producer.flush();
  }

  /**
   * What became of the records so far.
   *
   * @return a snapshot; while others send, the parts are of slightly different moments
   */
  public ProducerCounters counters() {
    long nowDelivered = delivered.sum();
    long nowFailed = failed.sum();
    long nowSent = Math.max(sent.sum(), nowDelivered + nowFailed);
    return new ProducerCounters(
        nowSent, nowDelivered, nowFailed, nowSent - nowDelivered - nowFailed);
  }

  /**
   * What became of the records of the spool.
   *
   * @return a snapshot; empty for a producer without a spool
   */
  public Optional<SpoolCounters> spoolCounters() {
    return producer instanceof SpoolOutlet<T> spooled
        ? Optional.of(spooled.spool().counters())
        : Optional.empty();
  }

  /**
   * Delivers everything that was sent, and closes. Waits no longer than a record may take; with a
   * spool no longer than 5 seconds, and leaves to the next opening what Kafka has not taken by
   * then.
   *
   * @throws UndeliveredException where records never reached the broker, now or before; records
   *     that were unsendable are not among them
   */
  @Override
  public void close() {
    close(closeWithin);
  }

  /**
   * Delivers what can be delivered within a time, gives up the rest, and closes.
   *
   * @param within how long to wait, zero or more
   * @throws UndeliveredException where records never reached the broker, now or before; records
   *     that were unsendable are not among them
   */
  public void close(Duration within) {
    if (closed.getAndSet(true)) {
      return;
    }
    producer.close(within);
    long lost = sent.sum() - delivered.sum() - unsendable.sum();
    if (lost > 0) {
      throw new UndeliveredException(
          lost
              + " of "
              + sent.sum()
              + " records were not delivered to "
              + topic.name()
              + ": their futures say why",
          lost);
    }
  }

  @Override
  public String toString() {
    return "producer to " + topic + ", " + counters();
  }
}
