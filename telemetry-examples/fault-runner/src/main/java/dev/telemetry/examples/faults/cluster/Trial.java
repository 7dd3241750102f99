package dev.telemetry.examples.faults.cluster;

import dev.telemetry.examples.faults.Balance;
import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.examples.faults.ledger.Deliveries;
import dev.telemetry.examples.faults.ledger.Ledger;
import dev.telemetry.examples.faults.ledger.TableRead;
import dev.telemetry.examples.faults.stage.Await;
import dev.telemetry.examples.faults.stage.Stage;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** One round: readings flow, faults happen, all is put in order again, and the ledger judges. */
final class Trial {
  private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(120);
  private static final int SOME = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What a scenario does to a pipeline at work. */
  @FunctionalInterface
  interface Faults {
    /**
     * Breaks things, one after the other.
     *
     * @return how many faults it were
     */
    int inflict(Trial trial) throws Exception;
  }

  private final Production production;
  private final FaultSettings settings;
  private final Outcome outcome;
  private final int number;
  private final Random random;
  private final Ledger ledger;
  private final Deliveries topic;

  Trial(Production production, FaultSettings settings, Outcome outcome, int number) {
    this.production = production;
    this.settings = settings;
    this.outcome = outcome;
    this.number = number;
    random = settings.random(production.name(), number);
    ledger = new Ledger(production.name() + "-" + number, Instant.now().minus(Duration.ofHours(1)));
    topic = production.watch().of(ledger);
  }

  /** Runs the round and enters what was seen. */
  void run(Faults faults) throws Exception {
    outcome.round(flow(faults));
    judge();
  }

  /** Runs the round and says only how many readings the topic misses that the table has. */
  long missingAfter(Faults faults) throws Exception {
    flow(faults);
    try (Connection database = stage().database().connect()) {
      awaitProgressToEnd(() -> ledger.missingIn(TableRead.of(database, ledger)));
    }
    awaitProgressToEnd(() -> ledger.missingIn(topic));
    return ledger.missingIn(topic);
  }

  private int flow(Faults faults) throws Exception {
    Load load = new Load(ledger, production.sender(), settings.records());
    try (load) {
      requireFresh("results at the start of the round");
      int inflicted = faults.inflict(this);
      stage().heal();
      requireFresh("results after the faults");
      return inflicted;
    }
  }

  Stage stage() {
    return production.stage();
  }

  Production production() {
    return production;
  }

  /** No other round has this name. */
  String name() {
    return ledger.round();
  }

  /** The broker that leads a part of what the gateway writes. */
  int leaderOfInput() throws Exception {
    return stage().brokers().leaderOf(production.inTopic(), 0);
  }

  /** The broker that coordinates the transactions of the job. */
  int transactionCoordinator() throws Exception {
    return stage().brokers().coordinatorOf(production.transactions());
  }

  /** Goes back to an earlier state of the job, in which the topic held these readings. */
  void goesBackTo(BitSet held) {
    topic.goesBackTo(held);
  }

  /** All readings of the round that are committed now; nothing must be on its way. */
  BitSet committed() throws Exception {
    production.watch().catchUp(stage().brokers().admin());
    return topic.seen();
  }

  /** A further figure of the scenario. */
  void figure(String what, long value) {
    outcome.figure(what, value);
  }

  /** An invariant of the scenario itself does not hold. */
  void fail(String what) {
    outcome.fail("round %d: %s", number, what);
  }

  /** Enters what a producer without a spool was told wrongly. */
  void falselyAcknowledged(long records) {
    outcome.falselyAcknowledged(records);
  }

  Random random() {
    return random;
  }

  /** Whether a defect was put in. */
  boolean broken(String defect) {
    return settings.broken(defect);
  }

  int number() {
    return number;
  }

  /** Another gateway that starts now, with a spool of its own. */
  Sender anotherGateway() throws Exception {
    return production.anotherGateway("again-" + number);
  }

  /** Sends some readings of the round through another gateway. */
  void sendThrough(Sender gateway) {
    for (int i = 0; i < SOME; i++) {
      Load.send(ledger, gateway);
    }
  }

  /** Lets readings flow for a random while. */
  void wander(int mostMillis) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(random.nextInt(mostMillis));
  }

  /** Does the fault, waits for the first result that is new since, and notes how long it took. */
  void timeRecovery(FaultAction fault) throws Exception {
    timeRecovery(fault, () -> {});
  }

  /** The same for a fault that does not heal by itself; the repair counts. */
  void timeRecovery(FaultAction fault, FaultAction repair) throws Exception {
    fault.run();
    int issuedBefore = ledger.issued();
    long begin = System.nanoTime();
    repair.run();
    if (!Await.within(RECOVERY_LIMIT, () -> topic.hasAnyFrom(issuedBefore))) {
      throw new NoRecoveryException("no new result within " + RECOVERY_LIMIT);
    }
    outcome.recoveredAfter(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
  }

  /** One fault. */
  @FunctionalInterface
  interface FaultAction {
    void run() throws Exception;
  }

  /** A reading that is sent from now on gets through to both sinks. */
  void requireFresh(String what) throws Exception {
    int issuedBefore = ledger.issued();
    if (!Await.within(RECOVERY_LIMIT, () -> topic.hasAnyFrom(issuedBefore))) {
      throw new NoRecoveryException("no " + what + " in the topic within " + RECOVERY_LIMIT);
    }
    try (Connection database = stage().database().connect()) {
      if (!Await.within(
          RECOVERY_LIMIT, () -> TableRead.hasAnyFrom(database, ledger, issuedBefore))) {
        throw new NoRecoveryException("no " + what + " in the table within " + RECOVERY_LIMIT);
      }
    }
  }

  /** What the round's readings are held against, and what the topic held of them. */
  Ledger ledger() {
    return ledger;
  }

  Deliveries topic() {
    return topic;
  }

  private void judge() throws Exception {
    Deliveries quarantine = production.quarantine(ledger);
    awaitProgressToEnd(() -> ledger.missingIn(topic, quarantine));
    try (Connection database = stage().database().connect()) {
      awaitProgressToEnd(() -> ledger.missingIn(TableRead.of(database, ledger), quarantine));
      enter(TableRead.of(database, ledger), production.quarantine(ledger));
    }
  }

  private void enter(Deliveries table, Deliveries quarantine) {
    Balance balance = ledger.balance(List.of(topic, table), quarantine);
    outcome.add(balance);
    outcome.memory(stage().peakRssMegabytes());
    settings.say(
        "round %d: %,d acknowledged, missing in topic %d, in table %d, in quarantine %d, repeated %d",
        number,
        balance.accepted(),
        ledger.missingIn(topic),
        ledger.missingIn(table),
        balance.quarantined(),
        balance.duplicated());
  }

  private interface Missing {
    int count() throws SQLException;
  }

  /** Waits until nothing is missing, or until for a while nothing more has come. */
  private static void awaitProgressToEnd(Missing missing) throws Exception {
    int before;
    int now = missing.count();
    do {
      before = now;
      int last = now;
      Await.within(PATIENCE, () -> missing.count() < last || last == 0);
      now = missing.count();
    } while (now > 0 && now < before);
  }
}
