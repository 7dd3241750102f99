package dev.telemetry.examples.faults.data;

import dev.telemetry.examples.faults.Balance;
import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.examples.faults.data.WindowLedger.Found;
import dev.telemetry.model.SensorReading;
import java.util.Random;

/** One third of the records of a round is broken; the clean topic gets the other two only. */
final class PoisonRound implements PairedRuns.Round {
  private static final int SENSORS = 100;
  private static final int GOOD_OF_THREE = 2;
  private static final int MOST_LARGE = 20;

  /** In place of so many good readings one comes with a list that nests 100,000 deep. */
  private static final int DEEP = 500;

  private static final Poison[] KINDS = Poison.values();

  private final DataStage stage;
  private final Ammunition ammunition;
  private final RoundTopics clean;
  private final RoundTopics poisoned;
  private final Random random;
  private final WindowLedger windows = new WindowLedger();
  private final PoisonLedger quarantine = new PoisonLedger();
  private int large;
  private long sent;
  private long good;
  private final long lookups;

  PoisonRound(DataStage stage, Ammunition ammunition, FaultSettings settings, int round) {
    this.stage = stage;
    this.ammunition = ammunition;
    random = settings.random("poison", round);
    clean = stage.topics("clean-" + round);
    poisoned = stage.topics("poisoned-" + round);
    feed(settings.records());
    lookups = stage.front().lookups();
  }

  private void feed(int records) {
    Feed reference = new Feed(stage, clean.readings());
    Feed mixed = new Feed(stage, poisoned.readings());
    int wanted = records * GOOD_OF_THREE / 3;
    Readings readings = Readings.ending(SENSORS, wanted);
    for (int i = 0; i < records; i++) {
      SensorReading reading = readings.get((int) Math.min(good, wanted - 1));
      if (random.nextInt(3) < GOOD_OF_THREE && good < wanted) {
        sendGood(reading, mixed, reference);
      } else {
        sendBroken(reading, mixed);
      }
    }
    reference.flush();
    sent = mixed.flush();
  }

  private void sendGood(SensorReading reading, Feed mixed, Feed reference) {
    windows.expect(reading);
    reference.send(reading);
    byte[] frame = mixed.frame(reading);
    boolean deep = good++ % DEEP == DEEP - 1;
    mixed.send(Feed.keyOf(reading), deep ? ammunition.withDeepList(frame) : frame, where -> {});
  }

  private void sendBroken(SensorReading reading, Feed mixed) {
    Poison kind = kind();
    byte[] key = Feed.keyOf(reading);
    byte[] value = kind.make(ammunition, mixed.frame(reading), random);
    mixed.send(key, value, where -> quarantine.sent(kind, key, value, where));
  }

  private Poison kind() {
    Poison kind = KINDS[random.nextInt(KINDS.length)];
    return kind.isLarge() && ++large > MOST_LARGE ? Poison.TOMBSTONE : kind;
  }

  @Override
  public RoundTopics clean() {
    return clean;
  }

  @Override
  public RoundTopics burdened() {
    return poisoned;
  }

  @Override
  public int faults() {
    return (int) quarantine.size();
  }

  @Override
  public void judge(JobReport reference, JobReport report, Outcome outcome) {
    judgeLookups(stage.front().lookups() - lookups, report, outcome);
    quarantine.judge(stage.records(poisoned.quarantine()));
    Found found = windows.find(stage.records(poisoned.statistics()));
    outcome.add(
        new Balance(
            sent,
            found.delivered(),
            0,
            0,
            quarantine.found(),
            found.duplicated() + quarantine.duplicated(),
            found.unissued(),
            found.corrupt()));
    quarantine.defects().forEach(defect -> outcome.fail("%s", defect));
    new Verdict(stage, report)
        .fates(sent, good, 0, quarantine.size())
        .sameRows(clean, poisoned)
        .tell(outcome);
  }

  /** An id that nobody knows is asked for once in ten seconds by each of the two subtasks. */
  private static void judgeLookups(long lookups, JobReport report, Outcome outcome) {
    long most = Ammunition.IDS * 2 * (1 + report.millis() / 10_000);
    outcome.figure("registryLookups", lookups);
    if (lookups > most) {
      outcome.fail("the registry was asked %,d times, at most %,d", lookups, most);
    }
  }
}
