package dev.telemetry.flink.type;

import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmAction;
import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.AlarmCommandRejection;
import dev.telemetry.model.AlarmCount;
import dev.telemetry.model.AlarmEvent;
import dev.telemetry.model.AlarmRefusal;
import dev.telemetry.model.AlarmState;
import dev.telemetry.model.AlarmSummary;
import dev.telemetry.model.Severity;
import java.time.Instant;
import java.util.List;

/** One record of each kind that has to do with alarms. */
public final class AlarmExamples {
  private static final Instant TIME = Instant.parse("2026-11-22T10:15:30.123Z");
  private static final String SOURCE = "anomalies|plant-1/press-7/temperature|threshold";

  private AlarmExamples() {}

  public static Alarm alarm() {
    return new Alarm(
        SOURCE + "|" + TIME,
        4,
        SOURCE,
        AlarmState.SHELVED,
        AlarmEvent.SHELVED,
        TIME.plusSeconds(90),
        Severity.CRITICAL,
        "alarms",
        "plant-1/press-7/temperature",
        "plant-1/press-7",
        "temperature",
        "Cel",
        "threshold",
        "hot-presses",
        3,
        SOURCE + ".v3|" + TIME,
        TIME,
        null,
        TIME.plusSeconds(60),
        "ada",
        TIME.plusSeconds(3600),
        "grace",
        "the sensor is being changed",
        2,
        false,
        92.0,
        null,
        90.0,
        95.5,
        "92 Cel is above 90 Cel for 35 s");
  }

  public static AlarmCommand command() {
    return new AlarmCommand(
        "command-7",
        AlarmAction.SHELVE,
        SOURCE,
        SOURCE + "|" + TIME,
        "grace",
        TIME.plusSeconds(90),
        "the sensor is being changed",
        3_510_000L,
        null);
  }

  public static AlarmCommandRejection rejection() {
    return new AlarmCommandRejection(
        command(),
        AlarmRefusal.OTHER_ALARM,
        "the alarm is NORMAL, and another one than the command names",
        AlarmState.NORMAL,
        TIME.plusSeconds(90));
  }

  public static AlarmSummary summary() {
    return new AlarmSummary(
        "alarm-groups",
        "plant-1/press-7",
        TIME,
        TIME.plusSeconds(60),
        1000L,
        12L,
        988L,
        100L,
        898L,
        2L,
        40L,
        List.of(new AlarmCount(SOURCE, 700L)));
  }
}
