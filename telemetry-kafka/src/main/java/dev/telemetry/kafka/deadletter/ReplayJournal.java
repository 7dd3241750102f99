package dev.telemetry.kafka.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telemetry.kafka.KafkaConnection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Which dead letters were put back, in a topic beside theirs: the id of each, and the fingerprint
 * of what was sent, written in the transaction that sent it.
 */
final class ReplayJournal {
  private static final String SUFFIX = ".replays";

  private final String topic;
  private final Set<String> ids = new HashSet<>();
  private final Map<String, Integer> times = new HashMap<>();

  private ReplayJournal(String topic) {
    this.topic = topic;
  }

  static String of(String letters) {
    return letters + SUFFIX;
  }

  static ReplayJournal empty(String letters) {
    return new ReplayJournal(of(letters));
  }

  static ReplayJournal read(KafkaConnection connection, String letters) {
    ReplayJournal journal = empty(letters);
    TopicScan.read(
        connection,
        journal.topic,
        record -> journal.add(new String(record.key(), UTF_8), new String(record.value(), UTF_8)));
    return journal;
  }

  private void add(String id, String fingerprint) {
    if (ids.add(id)) {
      times.merge(fingerprint, 1, Integer::sum);
    }
  }

  boolean has(String id) {
    return ids.contains(id);
  }

  /** How often the same record was put back by earlier runs. */
  int times(PutBack record) {
    return times.getOrDefault(record.fingerprint(), 0);
  }

  ProducerRecord<byte[], byte[]> entry(PutBack record) {
    ids.add(record.id());
    return new ProducerRecord<>(
        topic, record.id().getBytes(UTF_8), record.fingerprint().getBytes(UTF_8));
  }
}
