package dev.telemetry.examples.faults.gateway;

import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.examples.faults.Scenario;
import dev.telemetry.kafka.spool.Spool;
import dev.telemetry.kafka.spool.SpoolCounters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/**
 * Damages the files of a spool that was closed, each time in another way, and opens it. What was
 * acknowledged has to arrive or be counted as damaged, and what arrives has to be right.
 */
final class SpoolDamage implements Scenario {
  private static final int OPENINGS = 4;
  private static final int FEW_QUICK = 8;
  private static final int FEW = 24;
  private static final int NEW = 3;
  private static final int SAMPLES_QUICK = 30;
  private static final int SAMPLES = 300;
  private static final int PAGE = 1 << 12;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Override
  public String name() {
    return "spool-damage";
  }

  @Override
  public String fault() {
    return "each byte flipped, truncations, noise, a segment or the checkpoint missing";
  }

  @Override
  public Outcome run(FaultSettings settings) throws IOException {
    Outcome outcome = new Outcome(this, settings);
    Path folder = SpoolFolder.temporary(name());
    for (int round = 0; round < settings.rounds(); round++) {
      Random random = settings.random(name(), round);
      Bench small =
          new Bench(folder.resolve("small"), random.nextLong(), settings.quick() ? FEW_QUICK : FEW);
      Bench large = new Bench(folder.resolve("large"), random.nextLong(), settings.records());
      List<Damage> each = everywhere(small.whole);
      List<Damage> some = sampled(large.whole, random, settings.quick() ? SAMPLES_QUICK : SAMPLES);
      outcome.round(each.size() + some.size());
      each.forEach(damage -> small.verify(damage, outcome));
      some.forEach(damage -> large.verify(damage, outcome));
      settings.say("%s: round %d, %d times damaged", name(), round, each.size() + some.size());
      small.delete();
      large.delete();
    }
    Files.delete(folder);
    return outcome;
  }

  private static List<Damage> everywhere(SpoolFolder folder) throws IOException {
    List<Damage> damages = new ArrayList<>();
    List<String> files = new ArrayList<>(folder.segments());
    files.add(SpoolFolder.CHECKPOINT);
    for (String file : files) {
      damages.add(Damage.missing(file));
      for (long at = 0; at < folder.size(file); at++) {
        damages.add(Damage.flipped(file, at));
        damages.add(Damage.truncated(file, at));
      }
    }
    return damages;
  }

  private static List<Damage> sampled(SpoolFolder folder, Random random, int samples)
      throws IOException {
    List<Damage> damages = new ArrayList<>();
    List<String> segments = folder.segments();
    segments.forEach(segment -> damages.add(Damage.missing(segment)));
    damages.add(Damage.missing(SpoolFolder.CHECKPOINT));
    for (int sample = 0; sample < samples; sample++) {
      String segment = segments.get(random.nextInt(segments.size()));
      long at = random.nextLong(folder.size(segment));
      damages.add(
          switch (sample % 3) {
            case 0 -> Damage.flipped(segment, at);
            case 1 -> Damage.truncated(segment, at);
            default -> Damage.overwritten(segment, at / PAGE * PAGE, PAGE, random);
          });
    }
    return damages;
  }

  /** A spool that is kept whole, and a copy of it to damage. */
  private static final class Bench {
    final SpoolFolder whole;
    private final SpoolFolder copy;
    private final Numbered records;
    private final int count;
    private final BitSet acknowledged = new BitSet();

    Bench(Path folder, long seed, int count) throws IOException {
      this.records = new Numbered(seed);
      this.count = count;
      Files.createDirectories(folder);
      whole = new SpoolFolder(folder.resolve("whole"));
      copy = new SpoolFolder(folder.resolve("copy"));
      for (int opening = 0; opening < OPENINGS; opening++) {
        int from = count * opening / OPENINGS;
        whole.leave(records, from, count * (opening + 1) / OPENINGS, acknowledged);
      }
    }

    void verify(Damage damage, Outcome outcome) {
      try {
        copy.copyOf(whole);
        damage.to(copy.path());
        verifyCopy(damage, outcome);
      } catch (IOException | RuntimeException e) {
        outcome.fail("%s: %s", damage, e);
      }
    }

    private void verifyCopy(Damage damage, Outcome outcome) {
      Arrivals arrivals = new Arrivals(records);
      BitSet all = (BitSet) acknowledged.clone();
      SpoolCounters counters;
      try (Spool spool =
          Spool.open(copy.path(), SpoolFolder.TOPIC, SpoolFolder.SETTINGS, arrivals)) {
        SpoolFolder.send(spool, records, count, count + NEW, all);
        spool.close(PATIENCE);
        counters = spool.counters();
      }
      outcome.add(arrivals.balance(count + NEW, all, counters));
      if (arrivals.disordered() + counters.pending() > 0 || !damage.explains(counters.damaged())) {
        outcome.fail("%s: %s, %d disordered", damage, counters, arrivals.disordered());
      }
    }

    void delete() throws IOException {
      whole.delete();
      copy.delete();
      Files.delete(whole.path().getParent());
    }
  }
}
