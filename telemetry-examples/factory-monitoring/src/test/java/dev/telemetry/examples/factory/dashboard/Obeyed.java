package dev.telemetry.examples.factory.dashboard;

import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.DetectorRule;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes orders and does as the job would: a rule comes back at once. */
final class Obeyed implements Control {
  final List<AlarmCommand> commands = new CopyOnWriteArrayList<>();
  final List<DetectorRule> rules = new CopyOnWriteArrayList<>();
  private final Dashboard dashboard;

  Obeyed(Dashboard dashboard) {
    this.dashboard = dashboard;
  }

  @Override
  public void command(AlarmCommand command) {
    commands.add(command);
  }

  @Override
  public void change(DetectorRule rule) {
    rules.add(rule);
    dashboard.publish(rule);
  }
}
