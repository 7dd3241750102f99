package dev.telemetry.kafka.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.kafka.spool.VolatileFiles.Flaw;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * A spool without threads and without Kafka, over several openings, and a ledger of all that was
 * issued, acknowledged and delivered.
 */
final class SpoolRig {
  private static final long SEGMENT_BYTES = 400;

  private record Id(long epoch, long sequence) {}

  private final SpoolSettings settings;
  private final Random random;
  private final Set<Integer> safe = new HashSet<>();
  private final List<Integer> acknowledged = new ArrayList<>();
  private final Map<Id, Integer> delivered = new HashMap<>();
  private final List<Integer> firstDeliveries = new ArrayList<>();
  private final Map<Integer, Integer> lengths = new HashMap<>();
  private final List<Progress.Sent> onTheirWay = new ArrayList<>();
  private VolatileFiles files;
  private SegmentedLog log;
  private Progress progress;
  private Intake intake;
  private Storage storage;
  private LogReader reader;
  private int issued;

  SpoolRig(SpoolSettings settings, VolatileFiles files, long seed) {
    this.settings = settings;
    this.files = files;
    this.random = new Random(seed);
  }

  void open() throws IOException {
    LongSupplier epochs = files.flaw() == Flaw.EPOCH_KEPT ? () -> 1 : random::nextLong;
    log = new SegmentedLog(files, Start.of(files, "readings", epochs), SEGMENT_BYTES);
    progress = new Progress(log.start().position());
    intake = new Intake(settings, log::bytes);
    storage = new Storage(settings, intake, log, progress);
    reader = new LogReader(files, log, progress);
    reader.seek(progress.position());
    onTheirWay.clear();
  }

  VolatileFiles files() {
    return files;
  }

  void crashedWith(VolatileFiles left) {
    files = left;
    // the rest was in the window of loss
    acknowledged.retainAll(safe);
  }

  void append(int count) {
    for (int i = 0; i < count; i++) {
      int number = issued++;
      int length = random.nextInt(60);
      lengths.put(number, length);
      intake.add(
          ("key-" + number % 3).getBytes(UTF_8),
          payload(number, length),
          false,
          (metadata, failure) -> {
            if (failure == null) {
              acknowledged.add(number);
            }
          });
    }
  }

  private static byte[] payload(int number, int length) {
    return (number + " " + "x".repeat(length)).getBytes(UTF_8);
  }

  void store() {
    storage.turn(0);
    if (!files.isCut() && (settings.force() == SpoolSettings.Force.ALWAYS || !log.isDirty())) {
      safe.addAll(acknowledged);
    }
  }

  /** What the process has acknowledged survives its own crash, whatever the mode. */
  void allAcknowledgedAreSafe() {
    safe.addAll(acknowledged);
  }

  void deliver(int most) throws IOException {
    SpoolRecord record = most == 0 ? null : reader.next();
    for (int i = 1; record != null; i++) {
      Progress.Sent sent = new Progress.Sent(record.sequence());
      if (progress.begin(sent)) {
        arrived(record);
        onTheirWay.add(sent);
      }
      record = i < most ? reader.next() : null;
    }
  }

  /** Delivers until so many have arrived that had not before, and acknowledges all. */
  void deliverNew(int most) throws IOException {
    int enough = firstDeliveries.size() + most;
    SpoolRecord record = most == 0 ? null : reader.next();
    while (record != null) {
      Progress.Sent sent = new Progress.Sent(record.sequence());
      if (progress.begin(sent)) {
        arrived(record);
        progress.delivered(sent);
      }
      record = firstDeliveries.size() < enough ? reader.next() : null;
    }
  }

  private void arrived(SpoolRecord record) {
    int number = Integer.parseInt(new String(record.value(), UTF_8).split(" ", 2)[0]);
    assertThat(record.value()).isEqualTo(payload(number, lengths.get(number)));
    assertThat(record.key()).isEqualTo(("key-" + number % 3).getBytes(UTF_8));
    Integer before = delivered.put(new Id(record.epoch(), record.sequence()), number);
    if (before == null) {
      firstDeliveries.add(number);
    } else {
      assertThat(number).as("two records with one origin").isEqualTo(before);
    }
  }

  /** Kafka acknowledges some, in any order. */
  void acknowledgeSome() {
    onTheirWay.removeIf(
        sent -> {
          boolean now = random.nextInt(3) > 0;
          if (now) {
            progress.delivered(sent);
          }
          return now;
        });
  }

  /** The producer failed. */
  void rewind() throws IOException {
    progress.rewind();
    onTheirWay.clear();
    reader.seek(progress.position());
  }

  void close() throws IOException {
    storage.turn(0);
    log.close(progress.position());
    allAcknowledgedAreSafe();
  }

  void drain() throws IOException {
    storage.turn(0);
    deliver(Integer.MAX_VALUE);
    onTheirWay.forEach(progress::delivered);
    onTheirWay.clear();
    storage.turn(0);
  }

  void verify() {
    assertThat(firstDeliveries).as("in order, once").isSorted().doesNotHaveDuplicates();
    assertThat(firstDeliveries).as("nothing acknowledged is lost").containsAll(safe);
    assertThat(counters().pending()).isZero();
  }

  List<Integer> acknowledged() {
    return acknowledged;
  }

  List<Integer> delivered() {
    return firstDeliveries;
  }

  SpoolCounters counters() {
    return progress.counters(log.start().end(), log);
  }

  SegmentedLog log() {
    return log;
  }

  int issued() {
    return issued;
  }
}
