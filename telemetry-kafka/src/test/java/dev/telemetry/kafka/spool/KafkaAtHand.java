package dev.telemetry.kafka.spool;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Takes the place of a broker where a test needs failures that a real one has not at hand. Sends in
 * batches, as Kafka does: what is refused fails its whole batch.
 */
final class KafkaAtHand implements Supplier<Producer<byte[], byte[]>> {
  private static final int BATCH = 4;

  final List<Long> arrived = Collections.synchronizedList(new ArrayList<>());
  volatile Consumer<ProducerRecord<byte[], byte[]>> ledger = record -> {};
  volatile boolean reachable = true;

  /** What the broker answers to a record; null for an acknowledgement. */
  volatile Function<Long, Exception> answers = number -> null;

  static byte[] value(long number, int bytes) {
    return ByteBuffer.allocate(Math.max(Long.BYTES, bytes)).putLong(number).array();
  }

  @Override
  public Producer<byte[], byte[]> get() {
    if (!reachable) {
      throw new KafkaException("no broker");
    }
    return new OneProducer();
  }

  private record Waiting(ProducerRecord<byte[], byte[]> record, Callback callback) {
    long number() {
      return ByteBuffer.wrap(record.value()).getLong();
    }
  }

  private final class OneProducer extends MockProducer<byte[], byte[]> {
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final Thread network = new Thread(this::answer);
    private boolean closing;

    OneProducer() {
      super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
      network.start();
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> record, Callback callback) {
      if (closing) {
        throw new IllegalStateException("the producer has been closed");
      }
      waiting.add(new Waiting(record, callback));
      notifyAll();
      return null;
    }

    private void answer() {
      List<Waiting> batch = next();
      while (!batch.isEmpty()) {
        answer(batch);
        batch = next();
      }
      waiting.forEach(one -> one.callback.onCompletion(null, new KafkaException("closed")));
    }

    private synchronized List<Waiting> next() {
      List<Waiting> batch = new ArrayList<>();
      try {
        while (waiting.isEmpty() && !closing) {
          wait();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      while (!closing && !waiting.isEmpty() && batch.size() < BATCH) {
        batch.add(waiting.remove());
      }
      return batch;
    }

    private void answer(List<Waiting> batch) {
      Exception refused = null;
      for (Waiting one : batch) {
        refused = refused == null ? answers.apply(one.number()) : refused;
      }
      for (Waiting one : batch) {
        if (refused == null) {
          arrived.add(one.number());
          ledger.accept(one.record);
        }
        one.callback.onCompletion(null, refused);
      }
    }

    @Override
    public void close(Duration within) {
      synchronized (this) {
        closing = true;
        notifyAll();
      }
      if (Thread.currentThread() != network) {
        try {
          network.join();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }
}
