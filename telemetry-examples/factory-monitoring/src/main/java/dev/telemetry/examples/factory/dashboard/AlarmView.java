package dev.telemetry.examples.factory.dashboard;

import dev.telemetry.model.Alarm;
import java.time.Instant;

/** An alarm as the page reads it, after its latest change; times are epoch milliseconds. */
record AlarmView(
    String id,
    int revision,
    String source,
    String state,
    String event,
    String severity,
    String key,
    String metric,
    String unit,
    String detector,
    String rule,
    int ruleVersion,
    Long raisedAt,
    Long returnedAt,
    Long acknowledgedAt,
    String acknowledgedBy,
    Long shelvedUntil,
    int reraises,
    boolean chattering,
    Double peak,
    String explanation) {

  static AlarmView of(Alarm alarm) {
    return new AlarmView(
        alarm.getId(),
        alarm.getRevision(),
        alarm.getSource(),
        alarm.getState().name(),
        alarm.getEvent().name(),
        alarm.getSeverity().name(),
        alarm.getKey(),
        alarm.getMetric(),
        alarm.getUnit(),
        alarm.getDetector(),
        alarm.getRule(),
        alarm.getRuleVersion(),
        millis(alarm.getRaisedAt()),
        millis(alarm.getReturnedAt()),
        millis(alarm.getAcknowledgedAt()),
        alarm.getAcknowledgedBy(),
        millis(alarm.getShelvedUntil()),
        alarm.getReraises(),
        alarm.getChattering(),
        Finite.orNull(alarm.getPeak()),
        alarm.getExplanation());
  }

  private static Long millis(Instant time) {
    return time == null ? null : Long.valueOf(time.toEpochMilli());
  }

  /** Changes may come more than once and in any order: the highest revision is the alarm now. */
  AlarmView orNewer(AlarmView other) {
    return other.revision > revision ? other : this;
  }
}
