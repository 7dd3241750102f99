package dev.telemetry.examples.factory.dashboard;

import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.DetectorRule;

/**
 * What the buttons of the dashboard do. A call returns when the topic has the record, and throws a
 * runtime exception with a reason for the page when it has not.
 */
public interface Control {
  /** Asks something of an alarm. */
  void command(AlarmCommand command);

  /** Puts a new version of a rule into force. */
  void change(DetectorRule rule);
}
