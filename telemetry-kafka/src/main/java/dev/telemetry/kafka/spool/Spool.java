package dev.telemetry.kafka.spool;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntBiFunction;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps records on the disk until Kafka has them. Used through {@link
 * dev.telemetry.kafka.TelemetryProducerBuilder#spool(Path)}, or with bytes as they are.
 *
 * <ul>
 *   <li>What was acknowledged to the caller is delivered, whatever becomes of the process, the
 *       broker or the network; what a power cut may take is said by {@link SpoolSettings}.
 *   <li>Records go to Kafka in the order in which they were sent, and stay in it for each key, also
 *       when some have to be sent again.
 *   <li>A record may be delivered twice, after a crash or a broken connection: its {@link Origin}
 *       tells.
 *   <li>While Kafka cannot be reached, or does not let us write, the spool waits and tries again,
 *       after 0.2 to 5 seconds. A record that Kafka refuses for what it is (too large, invalid) is
 *       put in quarantine, a file in the spool's folder; once a sixteenth of {@code maxBytes} is
 *       taken by these, more of them are logged and counted, but not kept.
 *   <li>Damage on the disk costs the damaged records, which are counted, and no others.
 * </ul>
 *
 * <p>Memory: twice 4 MiB (a sixteenth of {@code maxBytes} where that is less) for records on their
 * way to the disk, 256 KiB to read them back, Kafka's {@code buffer.memory}, and about 100 bytes
 * for each record that is sent and not yet acknowledged. Two threads. Thread-safe; a process and a
 * producer for each folder.
 */
public final class Spool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final SpoolFiles files;
  private final SegmentedLog log;
  private final Schemas schemas;
  private final Progress progress;
  private final Intake intake;
  private final Storage storage;
  private final Forwarder forwarder;
  private final Thread disk = new Thread(this::runDisk, "spool-disk");
  private boolean closed;

  Spool(
      SpoolFiles files,
      String topic,
      SpoolSettings settings,
      Supplier<Producer<byte[], byte[]>> producers,
      ToIntBiFunction<String, String> registry,
      LongSupplier epochs)
      throws IOException {
    this.files = files;
    schemas = new Schemas(files, registry);
    log = new SegmentedLog(files, Start.of(files, topic, epochs), settings.segmentBytes());
    progress = new Progress(log.start().position());
    intake = new Intake(settings, log::bytes);
    storage = new Storage(settings, intake, log, progress);
    forwarder =
        new Forwarder(
            topic,
            settings.device(),
            new LogReader(files, log, progress),
            schemas,
            progress,
            new Quarantine(files, topic, settings.device(), settings.quarantineBytes()),
            producers);
    disk.setDaemon(true);
    disk.start();
    forwarder.start();
  }

  /**
   * Opens a spool, begins to deliver what an earlier opening left in it, and takes more.
   *
   * @param directory its own folder, created where it is missing
   * @param topic where the records go; a spool is of one topic
   * @param settings how safe, how large, what when full
   * @param producers makes a producer, each time the last one failed; it must be idempotent, have
   *     {@code acks=all}, one request in flight ({@code max.in.flight.requests.per.connection=1}),
   *     and repeat a request practically for ever ({@code delivery.timeout.ms})
   * @return the spool; close it
   * @throws IllegalStateException where the folder is in use, or holds records for another topic
   * @throws UncheckedIOException where the disk cannot be read or written
   */
  public static Spool open(
      Path directory,
      String topic,
      SpoolSettings settings,
      Supplier<Producer<byte[], byte[]>> producers) {
    return open(directory, topic, settings, producers, Spool::unregistered);
  }

  private static int unregistered(String subject, String schema) {
    throw new IllegalStateException(
        "the spool holds records that need a schema registry, for "
            + subject
            + ": open it as before until they are sent");
  }

  /**
   * Opens a spool that takes {@link #sendNumbered numbered} records too.
   *
   * @param directory its own folder, created where it is missing
   * @param topic where the records go; a spool is of one topic
   * @param settings how safe, how large, what when full
   * @param producers as above
   * @param registry gives the id of a schema for a subject and the schema's JSON, when a {@link
   *     #sendNumbered numbered} record is sent; what it throws is logged, and it is asked again
   * @return the spool; close it
   * @throws IllegalStateException where the folder is in use, or holds records for another topic
   * @throws UncheckedIOException where the disk cannot be read or written
   */
  public static Spool open(
      Path directory,
      String topic,
      SpoolSettings settings,
      Supplier<Producer<byte[], byte[]>> producers,
      ToIntBiFunction<String, String> registry) {
    requireNonNull(topic, "topic");
    requireNonNull(settings, "settings");
    requireNonNull(producers, "producers");
    requireNonNull(registry, "registry");
    try {
      return opened(DiskFiles.open(directory), topic, settings, producers, registry);
    } catch (IOException e) {
      throw new UncheckedIOException("the spool " + directory + " cannot be opened", e);
    }
  }

  private static Spool opened(
      DiskFiles files,
      String topic,
      SpoolSettings settings,
      Supplier<Producer<byte[], byte[]>> producers,
      ToIntBiFunction<String, String> registry)
      throws IOException {
    try {
      return new Spool(files, topic, settings, producers, registry, RANDOM::nextLong);
    } catch (IOException | RuntimeException e) {
      files.close();
      throw e;
    }
  }

  /**
   * Puts a record on the disk, and sends it to Kafka after all that were put there before.
   *
   * @param key or null; records of one key stay in order
   * @param value of the record
   * @param callback called in the thread of the disk once the record is as safe as the settings
   *     say, with a metadata that has no partition and no offset, or with a {@link SpoolException}
   * @throws SpoolFullException where there is no room, in time
   * @throws SpoolException where the caller was interrupted while it waited for room
   * @throws org.apache.kafka.common.errors.RecordTooLargeException where the spool is too small
   * @throws IllegalStateException where the spool is closed
   */
  public void send(byte @Nullable [] key, byte[] value, Callback callback) {
    intake.add(key, value, false, callback);
  }

  /**
   * As {@link #send}, of a value in Confluent's wire format that has a {@link #schemaNumber} in the
   * place of its schema's id. The id is asked for when the record is sent to Kafka.
   *
   * @param key or null; records of one key stay in order
   * @param value a zero, the schema's number in four bytes big-endian, Avro binary
   * @param callback as of {@link #send}
   */
  public void sendNumbered(byte @Nullable [] key, byte[] value, Callback callback) {
    intake.add(key, value, true, callback);
  }

  /**
   * Keeps a schema in the spool, where it is not there already, and gives its number. The registry
   * is not asked.
   *
   * @param subject under which it will be registered
   * @param schema as JSON
   * @return the number, the same for the same subject and schema
   * @throws SpoolException where the disk cannot be written
   */
  public int schemaNumber(String subject, String schema) {
    try {
      return schemas.numberOf(subject, schema);
    } catch (IOException e) {
      throw new SpoolException(
          "a schema was not stored, see that the spool's disk has room and works: "
              + e.getMessage(),
          e);
    }
  }

  /** Waits until all records that were sent before are on the disk or failed. */
  public void flush() {
    intake.flush();
  }

  /**
   * What became of the records.
   *
   * @return a snapshot
   */
  public SpoolCounters counters() {
    return progress.counters(log.start().end(), log);
  }

  private void runDisk() {
    while (!intake.isDone()) {
      storage.turn();
      forwarder.wake();
    }
  }

  /** Delivers what can be delivered within 5 seconds, see {@link #close(Duration)}. */
  @Override
  public void close() {
    close(CLOSE_WITHIN);
  }

  /**
   * Puts on the disk what was sent, delivers what can be delivered within a time, and leaves the
   * rest to the next opening.
   *
   * @param within how long to wait for Kafka, zero or more
   */
  public synchronized void close(Duration within) {
    if (closed) {
      return;
    }
    closed = true;
    intake.close();
    boolean interrupted = awaitDelivery(within);
    try {
      forwarder.stop();
      disk.join();
      log.close(progress.position());
      files.close();
    } catch (IOException e) {
      LOG.error("the spool is not closed well: what is delivered may be sent again", e);
    } catch (InterruptedException e) {
      // the lock stays, for the threads may still run
      LOG.error("interrupted while the spool closes: what is delivered may be sent again", e);
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean awaitDelivery(Duration within) {
    long end = System.nanoTime() + within.toNanos();
    try {
      disk.join();
      while (progress.position() < log.end() && System.nanoTime() < end) {
        Thread.sleep(1);
      }
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }
}
