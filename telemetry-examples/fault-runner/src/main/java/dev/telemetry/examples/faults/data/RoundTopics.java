package dev.telemetry.examples.faults.data;

import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.AlarmSummary;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import org.apache.avro.specific.SpecificRecord;

/**
 * The topics of one round: the standard ones under the name of the round.
 *
 * @param round begins the names
 */
record RoundTopics(String round) {
  /** What the broker takes: more than the job does, so that the job can be sent too much. */
  private static final int BROKER_BYTES = 8 << 20;

  Topic<SensorReading> readings() {
    return named(Topics.READINGS);
  }

  Topic<AlarmCommand> commands() {
    return named(Topics.ALARM_COMMANDS);
  }

  Topic<WindowStatistics> statistics() {
    return named(Topics.STATISTICS);
  }

  Topic<Anomaly> anomalies() {
    return named(Topics.ANOMALIES);
  }

  Topic<Alarm> alarms() {
    return named(Topics.ALARMS);
  }

  /** The alarms that passed the groups. */
  Topic<Alarm> calls() {
    return named(Topics.ALARMS).named(round + ".calls");
  }

  Topic<AlarmSummary> summaries() {
    return named(Topics.ALARM_SUMMARIES);
  }

  Topic<Quarantined> quarantine() {
    return named(Topics.QUARANTINE);
  }

  Topic<Rejected> rejected() {
    return named(Topics.REJECTED);
  }

  Topic<SensorReading> late() {
    return named(Topics.LATE);
  }

  Topic<?>[] all() {
    return new Topic<?>[] {
      readings().maxRecordBytes(BROKER_BYTES),
      commands(),
      statistics(),
      anomalies(),
      alarms(),
      calls(),
      summaries(),
      quarantine(),
      rejected(),
      late()
    };
  }

  private <T extends SpecificRecord> Topic<T> named(Topic<T> standard) {
    return standard.named(round + "." + standard.name());
  }
}
