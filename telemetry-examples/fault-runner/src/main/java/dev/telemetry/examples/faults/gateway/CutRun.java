package dev.telemetry.examples.faults.gateway;

import dev.telemetry.kafka.spool.Spool;
import dev.telemetry.kafka.spool.SpoolSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;

/**
 * A spool that was opened, filled, emptied and closed several times, with the journal of it: from
 * that the power is cut wherever one likes.
 */
final class CutRun {
  private static final int OPENINGS = 6;
  private static final int BURSTS = 5;
  private static final int NEW = 3;
  private static final int LEAST_BYTES = 1 << 20;
  private static final int BYTES_PER_RECORD = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Numbered records;
  private final int count;
  private final Journal journal;
  private final SpoolSettings settings;

  CutRun(Path folder, long seed, int count, boolean forces) throws IOException {
    this.records = new Numbered(seed);
    this.count = count;
    this.journal = new Journal(forces);
    int most = Math.max(LEAST_BYTES, count * BYTES_PER_RECORD);
    this.settings = SpoolFolder.SETTINGS.maxBytes(most).forceAlways();
    SpoolFolder worked = new SpoolFolder(folder);
    for (int opening = 0; opening < OPENINGS; opening++) {
      work(new JournaledFiles(folder, journal).path(), opening);
    }
    worked.delete();
  }

  /** Every third opening has a Kafka, and leaves nothing behind. */
  private void work(Path folder, int opening) {
    Arrivals kafka = new Arrivals(records, journal::arrived);
    kafka.reachable(opening % 3 == 2);
    Spool spool = Spool.open(folder, SpoolFolder.TOPIC, settings, kafka);
    for (int burst = opening * BURSTS; burst < (opening + 1) * BURSTS; burst++) {
      SpoolFolder.send(spool, records, begin(burst), begin(burst + 1), journal::acknowledged);
    }
    spool.close(opening % 3 == 2 ? PATIENCE : Duration.ZERO);
  }

  private int begin(int burst) {
    return (int) ((long) count * burst / (OPENINGS * BURSTS));
  }

  /** How often the power can be cut. */
  int moments() {
    return journal.size();
  }

  /** What the disk has seen before its power is cut at each moment, from the first on. */
  Journal.Operation operation(int moment) {
    return journal.operation(moment);
  }

  /** Goes on with what is left in a folder, until all of it has arrived. */
  Recovery recovered(Path left, int moment) {
    Arrivals kafka = new Arrivals(records);
    journal.arrivedBy(moment).forEach(kafka::arrived);
    BitSet acknowledged = journal.acknowledgedBy(moment);
    Spool spool = Spool.open(left, SpoolFolder.TOPIC, settings, kafka);
    SpoolFolder.send(spool, records, count, count + NEW, acknowledged);
    spool.close(PATIENCE);
    return new Recovery(kafka, acknowledged, spool.counters(), count + NEW);
  }
}
