package dev.telemetry.examples.faults.data;

import dev.telemetry.model.Quarantined;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Which broken records lie where in the topic, held against what the quarantine says of them. */
final class PoisonLedger {
  private static final int LONGEST_MESSAGE = 1_000;

  private record Place(int partition, long offset) {}

  private record Sent(Poison kind, byte[] key, byte[] value) {}

  private final Map<Place, Sent> sent = new ConcurrentHashMap<>();
  private final Set<Place> found = new HashSet<>();
  private final List<String> defects = new ArrayList<>();
  private long duplicated;

  void sent(Poison kind, byte[] key, byte[] value, RecordMetadata where) {
    sent.put(new Place(where.partition(), where.offset()), new Sent(kind, key, value));
  }

  long size() {
    return sent.size();
  }

  void judge(List<Quarantined> quarantined) {
    quarantined.forEach(this::judge);
  }

  private void judge(Quarantined record) {
    Place place = new Place(record.getPartition(), record.getOffset());
    Sent original = sent.get(place);
    if (original == null) {
      defects.add("a good record is in quarantine: " + record.getErrorMessage());
    } else if (!found.add(place)) {
      duplicated++;
    } else {
      compare(record, original);
    }
  }

  private void compare(Quarantined record, Sent original) {
    check(same(record.getValue(), original.value), original, "other bytes");
    check(same(record.getKey(), original.key), original, "another key");
    check(
        record.getErrorClass().equals(original.kind.reason()),
        original,
        record.getErrorClass() + ": " + record.getErrorMessage());
    int length = record.getErrorMessage().length();
    check(length > 0 && length <= LONGEST_MESSAGE, original, "a message of " + length);
  }

  private void check(boolean holds, Sent original, String otherwise) {
    if (!holds) {
      defects.add(original.kind + " has " + otherwise);
    }
  }

  private static boolean same(ByteBuffer kept, byte[] original) {
    return kept == null ? original == null : kept.equals(ByteBuffer.wrap(original));
  }

  long found() {
    return found.size();
  }

  long duplicated() {
    return duplicated;
  }

  /** What is not as it should be, each kind of defect once. */
  List<String> defects() {
    return defects.stream().distinct().limit(20).toList();
  }
}
