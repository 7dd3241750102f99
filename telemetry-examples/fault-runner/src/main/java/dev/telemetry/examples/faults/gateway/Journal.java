package dev.telemetry.examples.faults.gateway;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * All that was done to a folder, in its order, with what was acknowledged and what arrived in
 * between: enough to say for each moment what a power cut would have left, and what must be there.
 */
final class Journal {
  /** Something done to a disk. */
  interface Operation extends Consumer<Disk> {}

  private record Acknowledged(int after, int number) {}

  private record Arrived(int after, ProducerRecord<byte[], byte[]> record) {}

  private final boolean forces;
  private final List<Operation> operations = new ArrayList<>();
  private final List<Acknowledged> acknowledged = new ArrayList<>();
  private final List<Arrived> arrived = new ArrayList<>();

  /** Where {@code forces} is false the disk says that it has kept what it has not. */
  Journal(boolean forces) {
    this.forces = forces;
  }

  synchronized void add(Operation done) {
    operations.add(done);
  }

  synchronized void addForce(Operation force) {
    operations.add(forces ? force : disk -> {});
  }

  synchronized void acknowledged(int number) {
    acknowledged.add(new Acknowledged(operations.size(), number));
  }

  synchronized void arrived(ProducerRecord<byte[], byte[]> record) {
    arrived.add(new Arrived(operations.size(), record));
  }

  int size() {
    return operations.size();
  }

  Operation operation(int index) {
    return operations.get(index);
  }

  /** What had been acknowledged when so many operations were done, and no more. */
  BitSet acknowledgedBy(int operationsDone) {
    BitSet numbers = new BitSet();
    acknowledged.stream()
        .filter(one -> one.after <= operationsDone)
        .forEach(one -> numbers.set(one.number));
    return numbers;
  }

  /** What had arrived when so many operations were done, and no more. */
  List<ProducerRecord<byte[], byte[]>> arrivedBy(int operationsDone) {
    return arrived.stream()
        .filter(one -> one.after <= operationsDone)
        .map(Arrived::record)
        .toList();
  }
}
