package dev.telemetry.kafka.spool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what the log holds to Kafka, in its order. The producer repeats by itself what a network
 * lost, without end. Any other failure ends the producer before it sends more, for one that went on
 * would overtake the failed record; then all that is not settled is sent again, in order, by a new
 * one. That needs a producer with one request in flight to a broker.
 *
 * <p>A record that Kafka refuses for what it is goes to quarantine; where it was refused with
 * others, they are sent again one by one, to find out which it is.
 */
final class Forwarder implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;
  private static final long VERDICT_MILLIS = 100;
  private static final long POLL_NANOS = Intake.millis(100);

  private final String topic;
  private final byte[] device;
  private final LogReader reader;
  private final Schemas schemas;
  private final Progress progress;
  private final Quarantine quarantine;
  private final Supplier<Producer<byte[], byte[]>> producers;
  private final Thread thread = new Thread(this, "spool-forwarder");
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile @Nullable Producer<byte[], byte[]> producer;
  // the last record that was refused in company
  private volatile long suspect = -1;

  Forwarder(
      String topic,
      String device,
      LogReader reader,
      Schemas schemas,
      Progress progress,
      Quarantine quarantine,
      Supplier<Producer<byte[], byte[]>> producers) {
    this.topic = topic;
    this.device = device.getBytes(UTF_8);
    this.reader = reader;
    this.schemas = schemas;
    this.progress = progress;
    this.quarantine = quarantine;
    this.producers = producers;
  }

  /** One producer, until it fails. */
  private final class Attempt {
    private final Producer<byte[], byte[]> to;
    private volatile @Nullable Exception failure;

    Attempt(Producer<byte[], byte[]> to) {
      this.to = to;
    }

    /** Called by the producer's own thread too, before that sends anything more. */
    void fail(Exception error) {
      if (failure == null) {
        failure = error;
        to.close(Duration.ZERO);
      }
    }

    void run() throws IOException, InterruptedException {
      reader.seek(progress.position());
      while (goesOn()) {
        SpoolRecord record = reader.next();
        if (record == null) {
          LockSupport.parkNanos(POLL_NANOS);
        } else {
          send(record);
        }
      }
    }

    private boolean goesOn() {
      return failure == null && !isStopped();
    }

    private void send(SpoolRecord record) throws IOException, InterruptedException {
      InFlight inFlight = new InFlight(this, record.sequence());
      if (!progress.begin(inFlight)) {
        return;
      }
      try {
        schemas.finish(record);
        Future<RecordMetadata> unused = to.send(kafkaRecord(record), inFlight);
        if (record.sequence() <= suspect) {
          awaitVerdict(inFlight);
        }
      } catch (Schemas.LostException e) {
        inFlight.refused = e;
      }
      Exception refused = inFlight.refused;
      if (refused != null) {
        quarantine.add(record, refused);
        progress.quarantined(inFlight);
      }
    }

    /** Alone, so that nobody else can be to blame. */
    private void awaitVerdict(InFlight inFlight) throws InterruptedException {
      boolean settled = false;
      while (!settled && inFlight.refused == null && goesOn()) {
        settled = progress.awaitSettled(VERDICT_MILLIS);
      }
    }
  }

  private final class InFlight extends Progress.Sent implements Callback {
    private final Attempt attempt;
    private volatile @Nullable Exception refused;

    InFlight(Attempt attempt, long sequence) {
      super(sequence);
      this.attempt = attempt;
    }

    @Override
    public void onCompletion(RecordMetadata metadata, @Nullable Exception error) {
      if (error == null) {
        progress.delivered(this);
      } else if (!isPermanent(error)) {
        attempt.fail(error);
      } else if (isAlone()) {
        refused = error;
      } else {
        suspect = Math.max(suspect, sequence());
        attempt.fail(error);
      }
    }

    /** The producer itself refuses a record before it joins others, in the thread that sends. */
    private boolean isAlone() {
      return Thread.currentThread() == thread || sequence() <= suspect;
    }
  }

  /**
   * A timestamp that the broker refuses is none of these: it is that of the sending, and right
   * again when this machine's clock is.
   */
  private static boolean isPermanent(Exception error) {
    return error instanceof RecordTooLargeException
        || error instanceof RecordBatchTooLargeException
        || error instanceof InvalidRecordException;
  }

  private ProducerRecord<byte[], byte[]> kafkaRecord(SpoolRecord record) {
    ProducerRecord<byte[], byte[]> to = new ProducerRecord<>(topic, record.key(), record.value());
    to.headers().add(Origin.HEADER, Origin.header(device, record.epoch(), record.sequence()));
    return to;
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  /** There is more to read. */
  void wake() {
    LockSupport.unpark(thread);
  }

  /** Stops, and leaves what is not acknowledged yet to the next opening. */
  void stop() throws InterruptedException {
    stopped.countDown();
    Producer<byte[], byte[]> open = producer;
    if (open != null) {
      // it may be waiting for a broker
      open.close(Duration.ZERO);
    }
    wake();
    thread.join();
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  @Override
  public void run() {
    long pauseMillis = FIRST_PAUSE_MILLIS;
    while (!isStopped()) {
      long before = progress.position();
      Exception failure = attempted();
      boolean moved = progress.position() > before;
      progress.rewind();
      pauseMillis = moved ? FIRST_PAUSE_MILLIS : Math.min(LONGEST_PAUSE_MILLIS, pauseMillis * 2);
      pause(pauseMillis, failure);
    }
  }

  private void pause(long millis, @Nullable Exception failure) {
    if (isStopped()) {
      return;
    }
    LOG.warn("records stay in the spool and are sent again in {} ms", millis, failure);
    try {
      boolean unused = stopped.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the forwarder", e);
    }
  }

  private @Nullable Exception attempted() {
    try {
      Producer<byte[], byte[]> opened = producers.get();
      producer = opened;
      Attempt attempt = new Attempt(opened);
      try {
        attempt.run();
        return attempt.failure;
      } finally {
        opened.close(Duration.ZERO);
        reader.close();
      }
    } catch (IOException | RuntimeException | InterruptedException e) {
      return e;
    }
  }
}
