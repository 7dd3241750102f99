package dev.telemetry.examples.faults.cluster;

import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.examples.faults.Scenario;
import dev.telemetry.examples.faults.stage.Gateway;
import dev.telemetry.examples.faults.stage.Stage;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import java.io.IOException;

/**
 * Kills the gateway while it appends, acknowledges, begins and deletes segments. What its spool had
 * acknowledged has to arrive, and what it sends again has to be taken once.
 */
public final class GatewayKill implements Scenario {
  private static final int KILLS_A_ROUND = 5;
  private static final int BETWEEN_MILLIS = 1_500;

  private Gateway gateway;

  @Override
  public String name() {
    return "gateway-kill";
  }

  @Override
  public String fault() {
    return "kill -9 of the gateway, 5 times a round, and a new one on the same spool";
  }

  @Override
  public Outcome run(FaultSettings settings) throws Exception {
    return Rounds.of(this, settings, Plan.USUAL.gateway(this::start), this::inflict);
  }

  private Sender start(Stage stage, Topic<SensorReading> topic) throws IOException {
    gateway = new Gateway(stage, stage.folder("spool-" + topic.name()), topic.name());
    return Sender.process(gateway);
  }

  private int inflict(Trial trial) throws Exception {
    for (int kill = 1; kill < KILLS_A_ROUND; kill++) {
      trial.wander(BETWEEN_MILLIS);
      gateway.kill9AndRestart();
    }
    trial.wander(BETWEEN_MILLIS);
    trial.timeRecovery(gateway::kill9AndRestart);
    return KILLS_A_ROUND;
  }
}
