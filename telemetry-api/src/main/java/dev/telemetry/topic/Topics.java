package dev.telemetry.topic;

import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.AlarmCommandRejection;
import dev.telemetry.model.AlarmSummary;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.DetectorRule;
import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.RuleRejection;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import java.time.Duration;

/**
 * The standard topics. All are keyed so that what belongs to one sensor stays in order; partitions
 * and retention are starting points that a plant adapts: {@code
 * Topics.READINGS.named("plant-2.readings").partitions(48)}.
 */
public final class Topics {
  private static final int PARTITIONS = 4;

  /**
   * A record that was refused for its size must fit here whole, and so must a reading whose texts
   * were no UTF-8: each such byte is read as a character that takes three.
   */
  private static final int DEAD_LETTER_BYTES = 16 << 20;

  /** What the sensors measure, keyed by sensor, kept for 7 days. */
  public static final Topic<SensorReading> READINGS =
      Topic.of("sensor.readings.v1", SensorReading.class)
          .keyedBy(SensorReading::getSensorId)
          .partitions(PARTITIONS)
          .retention(Duration.ofDays(7));

  /** Statistics of windows, keyed as the stream that they were made from, kept for 30 days. */
  public static final Topic<WindowStatistics> STATISTICS =
      Topic.of("sensor.statistics.v1", WindowStatistics.class)
          .keyedBy(WindowStatistics::getKey)
          .partitions(PARTITIONS)
          .retention(Duration.ofDays(30));

  /** Openings and closings of episodes, keyed as the stream that they were found in, 90 days. */
  public static final Topic<Anomaly> ANOMALIES =
      Topic.of("sensor.anomalies.v1", Anomaly.class)
          .keyedBy(Anomaly::getKey)
          .partitions(PARTITIONS)
          .retention(Duration.ofDays(90));

  /**
   * Changes of alarms, keyed by alarm, kept for 90 days; the highest revision of an alarm is its
   * current state.
   */
  public static final Topic<Alarm> ALARMS =
      Topic.of("sensor.alarms.v1", Alarm.class)
          .keyedBy(Alarm::getId)
          .partitions(PARTITIONS)
          .retention(Duration.ofDays(90));

  /** What operators ask of alarms, in one order for all, kept for 90 days. */
  public static final Topic<AlarmCommand> ALARM_COMMANDS =
      Topic.of("sensor.alarm-commands.v1", AlarmCommand.class)
          .keyedBy(AlarmCommand::getId)
          .partitions(1)
          .retention(Duration.ofDays(90));

  /** Commands that were refused, with the reason, keyed by command, kept for 90 days. */
  public static final Topic<AlarmCommandRejection> REJECTED_ALARM_COMMANDS =
      Topic.of("sensor.rejected-alarm-commands.v1", AlarmCommandRejection.class)
          .keyedBy(rejection -> rejection.getCommand().getId())
          .retention(Duration.ofDays(90));

  /** What alarm storms came to, keyed by group, kept for 90 days. */
  public static final Topic<AlarmSummary> ALARM_SUMMARIES =
      Topic.of("sensor.alarm-summaries.v1", AlarmSummary.class)
          .keyedBy(AlarmSummary::getGroup)
          .retention(Duration.ofDays(90));

  /** Records whose bytes did not decode, keyed by where they came from, kept for 30 days. */
  public static final Topic<Quarantined> QUARANTINE =
      Topic.of("sensor.quarantine.v1", Quarantined.class)
          .keyedBy(record -> record.getTopic() + "-" + record.getPartition())
          .maxRecordBytes(DEAD_LETTER_BYTES)
          .retention(Duration.ofDays(30));

  /** Readings that break the data contract, keyed by sensor, kept for 30 days. */
  public static final Topic<Rejected> REJECTED =
      Topic.of("sensor.rejected.v1", Rejected.class)
          .keyedBy(record -> record.getReading().getSensorId())
          .maxRecordBytes(DEAD_LETTER_BYTES)
          .retention(Duration.ofDays(30));

  /** Readings that came after their window had closed for good, keyed by sensor, 30 days. */
  public static final Topic<SensorReading> LATE =
      Topic.of("sensor.late.v1", SensorReading.class)
          .keyedBy(SensorReading::getSensorId)
          .maxRecordBytes(DEAD_LETTER_BYTES)
          .retention(Duration.ofDays(30));

  /** Which detector watches which sensors, keyed by rule; the last version is kept for ever. */
  public static final Topic<DetectorRule> RULES =
      Topic.of("sensor.rules.v1", DetectorRule.class).keyedBy(DetectorRule::getId).compacted();

  /** Rules that were not taken into force, keyed by rule, kept for 90 days. */
  public static final Topic<RuleRejection> RULE_REJECTIONS =
      Topic.of("sensor.rule-rejections.v1", RuleRejection.class)
          .keyedBy(rejection -> rejection.getRule().getId())
          .retention(Duration.ofDays(90));

  private Topics() {}
}
