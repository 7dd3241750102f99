package dev.telemetry.examples.faults.cluster;

import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.examples.faults.Scenario;
import dev.telemetry.examples.faults.stage.Brokers;
import dev.telemetry.examples.faults.stage.ChildJvm;
import dev.telemetry.examples.faults.stage.Freeze;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Kills brokers. Beside the gateway a producer without a spool writes to a topic of its own: what
 * it was told is safe has to be in the log in the end.
 */
public final class BrokerKill implements Scenario {
  private static final int ALONE_SECONDS = 3;

  @Override
  public String name() {
    return "broker-kill";
  }

  @Override
  public String fault() {
    return "kill -9 of a leader, of the transaction coordinator, of two of three; rolling restart";
  }

  @Override
  public Outcome run(FaultSettings settings) throws Exception {
    return Rounds.of(this, settings, BrokerKill::inflict);
  }

  private static int inflict(Trial trial) throws Exception {
    try (DirectWitness witness = DirectWitness.of(trial)) {
      int faults = kill(trial);
      trial.stage().heal();
      trial.falselyAcknowledged(witness.falselyAcknowledged());
      return faults;
    }
  }

  /** Two kinds of fault each round, so that two rounds see all. */
  private static int kill(Trial trial) throws Exception {
    if (trial.number() % 2 == 1) {
      killOne(trial, trial.leaderOfInput());
      trial.stage().heal();
      return 1 + killAllButOne(trial);
    }
    killOne(trial, trial.transactionCoordinator());
    trial.stage().heal();
    return 1 + restartOneByOne(trial);
  }

  private static void killOne(Trial trial, int id) throws Exception {
    trial.timeRecovery(() -> trial.stage().brokers().broker(id).kill9());
  }

  /**
   * The followers stand still, so that for some seconds the leader is alone with what it takes;
   * then it dies for good, and the followers go on without it.
   */
  private static int killAllButOne(Trial trial) throws Exception {
    Brokers brokers = trial.stage().brokers();
    int leader = trial.leaderOfInput();
    List<Freeze> frozen = new ArrayList<>();
    for (int id = 0; id < Brokers.COUNT; id++) {
      if (id != leader) {
        frozen.add(brokers.broker(id).freeze());
      }
    }
    TimeUnit.SECONDS.sleep(ALONE_SECONDS);
    brokers.broker(leader).kill9();
    trial.timeRecovery(() -> frozen.forEach(Freeze::close));
    return Brokers.COUNT;
  }

  private static int restartOneByOne(Trial trial) throws Exception {
    Brokers brokers = trial.stage().brokers();
    for (ChildJvm broker : brokers.all()) {
      broker.terminate();
      brokers.heal();
    }
    return Brokers.COUNT;
  }
}
