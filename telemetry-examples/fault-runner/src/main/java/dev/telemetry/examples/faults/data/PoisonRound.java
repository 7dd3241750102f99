package dev.telemetry.examples.faults.data;

import dev.telemetry.examples.faults.Balance;
import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.data.WindowLedger.Found;
import dev.telemetry.model.SensorReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One third of the records of a round is broken; the clean topic gets the other two only. */
final class PoisonRound {
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

  PoisonRound(DataStage stage, Ammunition ammunition, FaultSettings settings, int round) {
    this.stage = stage;
    this.ammunition = ammunition;
    random = settings.random("poison", round);
    clean = stage.topics("clean-" + round);
    poisoned = stage.topics("poisoned-" + round);
    feed(settings.records());
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

  RoundTopics clean() {
    return clean;
  }

  RoundTopics poisoned() {
    return poisoned;
  }

  int poison() {
    return (int) quarantine.size();
  }

  /** What the job's outputs and counters say against what was sent. */
  Balance balance() {
    quarantine.judge(stage.records(poisoned.quarantine()));
    Found found = windows.find(stage.records(poisoned.statistics()));
    return new Balance(
        sent,
        found.delivered(),
        0,
        0,
        quarantine.found(),
        found.duplicated() + quarantine.duplicated(),
        found.unissued(),
        found.corrupt());
  }

  /** To be asked once the balance was made. */
  List<String> defects(JobReport report) {
    List<String> defects = new ArrayList<>(quarantine.defects());
    defects.addAll(
        new Verdict(stage, report)
            .fates(sent, good, 0, quarantine.size())
            .sameRows(clean, poisoned)
            .defects());
    return defects;
  }
}
