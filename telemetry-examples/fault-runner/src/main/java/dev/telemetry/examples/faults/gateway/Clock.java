package dev.telemetry.examples.faults.gateway;

import dev.telemetry.examples.faults.Balance;
import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.examples.faults.Scenario;
import dev.telemetry.kafka.spool.Spool;
import dev.telemetry.testkit.LocalKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/**
 * A gateway whose clock is wrong, before a real broker: the files of its spool and the records that
 * its producer stamps have times that are off by an hour or ten years. Where the topic takes the
 * broker's time (LogAppendTime) all arrive; where it takes the gateway's (CreateTime) the broker
 * refuses what is more than an hour ahead, and it stays pending in the spool until the clock is
 * right again.
 *
 * <p>Not covered: the clock of the sensors, as a spool does not look into its records; a system
 * clock that is really set, as the machine has one for all; a clock that jumps while it runs.
 */
final class Clock implements Scenario {
  private static final List<Duration> SHIFTS =
      List.of(
          Duration.ofHours(-1), Duration.ofHours(1), Duration.ofDays(-3653), Duration.ofDays(3653));
  private static final List<String> TIMES = List.of("LogAppendTime", "CreateTime");
  // a spool whose records are refused waits for longer than anyone does here
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Override
  public String name() {
    return "clock";
  }

  @Override
  public String fault() {
    return "the gateway's clock off by an hour or ten years, either way";
  }

  @Override
  public Outcome run(FaultSettings settings) throws Exception {
    Outcome outcome = new Outcome(this, settings);
    int count = Math.max(1, settings.records() / (SHIFTS.size() * TIMES.size()));
    try (LocalKafka broker = LocalKafka.start()) {
      for (int round = 0; round < settings.rounds(); round++) {
        Random random = settings.random(name(), round);
        for (Duration shift : SHIFTS) {
          for (String time : TIMES) {
            String topic = "clock-%d-%s-%s".formatted(round, shift.toHours(), time);
            ShiftedKafka kafka = new ShiftedKafka(broker.bootstrapServers(), topic, shift);
            kafka.createTopic(time);
            verify(kafka, new Numbered(random.nextLong()), count, time, outcome);
          }
        }
        outcome.round(SHIFTS.size() * TIMES.size());
        settings.say("%s: round %d", name(), round);
      }
    }
    return outcome;
  }

  private void verify(ShiftedKafka kafka, Numbered records, int count, String time, Outcome outcome)
      throws IOException {
    Path folder = SpoolFolder.temporary(name());
    SpoolFolder left = new SpoolFolder(folder);
    BitSet acknowledged = new BitSet();
    left.leave(kafka.topic(), records, 0, count / 2, acknowledged);
    left.shiftTimes(kafka.shift());
    Spool spool = Spool.open(folder, kafka.topic(), SpoolFolder.SETTINGS, kafka);
    SpoolFolder.send(spool, records, count / 2, count, acknowledged);
    spool.close(PATIENCE);
    left.delete();
    Arrivals arrivals = new Arrivals(records);
    kafka.read(arrivals::arrived);
    Balance balance = arrivals.balance(count, acknowledged, spool.counters());
    outcome.add(balance);
    outcome.figure(
        "%s %d h: delivered, quarantined, pending".formatted(time, kafka.shift().toHours()),
        List.of(balance.delivered(), balance.quarantined(), balance.pending()));
    boolean mayRefuse = time.equals("CreateTime") && kafka.shift().compareTo(SHIFTS.get(1)) > 0;
    long held = balance.quarantined() + (mayRefuse ? 0 : balance.pending());
    if (arrivals.disordered() + held > 0) {
      outcome.fail("%s: %s, %d disordered", kafka, spool.counters(), arrivals.disordered());
    }
  }
}
