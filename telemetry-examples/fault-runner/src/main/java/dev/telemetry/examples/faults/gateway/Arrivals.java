package dev.telemetry.examples.faults.gateway;

import dev.telemetry.examples.faults.Balance;
import dev.telemetry.kafka.spool.Origin;
import dev.telemetry.kafka.spool.SpoolCounters;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Takes the place of Kafka for a spool, and judges what arrives as the Flink side does: once by its
 * origin.
 */
final class Arrivals implements Supplier<Producer<byte[], byte[]>> {
  private final Numbered records;
  private final Consumer<ProducerRecord<byte[], byte[]>> watcher;
  private final Map<Origin, Integer> numbers = new HashMap<>();
  private final BitSet seen = new BitSet();
  private volatile boolean reachable = true;
  private int highest = -1;
  private long duplicated;
  private long corrupt;
  private long disordered;

  Arrivals(Numbered records) {
    this(records, unwatched -> {});
  }

  /** Shows what arrives to a watcher too, before it is acknowledged. */
  Arrivals(Numbered records, Consumer<ProducerRecord<byte[], byte[]>> watcher) {
    this.records = records;
    this.watcher = watcher;
  }

  /** Whether a producer can be had from now on. */
  void reachable(boolean isReachable) {
    reachable = isReachable;
  }

  @Override
  public Producer<byte[], byte[]> get() {
    if (!reachable) {
      throw new KafkaException("no broker");
    }
    return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
      @Override
      public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> sent, Callback callback) {
        arrived(sent);
        watcher.accept(sent);
        callback.onCompletion(null, null);
        return CompletableFuture.completedFuture(null);
      }
    };
  }

  synchronized void arrived(ProducerRecord<byte[], byte[]> record) {
    if (!records.holds(record.key(), record.value())) {
      corrupt++;
      return;
    }
    int number = Numbered.numberOf(record.value());
    Integer before = numbers.put(Origin.of(record.headers()).orElseThrow(), number);
    if (before != null && before == number) {
      return; // sent again, as a duplicate filter sees
    }
    corrupt += before == null ? 0 : 1;
    duplicated += seen.get(number) ? 1 : 0;
    disordered += number < highest ? 1 : 0;
    highest = Math.max(highest, number);
    seen.set(number);
  }

  /** Records that arrived after one that was sent later. */
  synchronized long disordered() {
    return disordered;
  }

  /** Of these, how many have not arrived. */
  synchronized int missing(BitSet acknowledged) {
    BitSet missing = (BitSet) acknowledged.clone();
    missing.andNot(seen);
    return missing.cardinality();
  }

  /**
   * What became of the records.
   *
   * @param issued numbers below this one were sent
   * @param acknowledged the numbers of those that were acknowledged
   * @param counted what the spool says itself of those that did not arrive
   */
  synchronized Balance balance(int issued, BitSet acknowledged, SpoolCounters counted) {
    return new Balance(
        acknowledged.cardinality(),
        acknowledged.cardinality() - missing(acknowledged),
        counted.pending(),
        counted.dropped(),
        counted.quarantined(),
        counted.damaged(),
        duplicated,
        seen.length() > issued ? seen.get(issued, seen.length()).cardinality() : 0,
        corrupt);
  }
}
