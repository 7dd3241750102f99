package dev.telemetry.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmAction;
import dev.telemetry.model.AlarmEvent;
import dev.telemetry.model.AlarmRefusal;
import dev.telemetry.model.AlarmState;
import dev.telemetry.model.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every state with every input: the state, the event and the record that come of it. */
class AlarmTransitionsTest {
  /** How a state is reached, by second 40; those with a minus are silenced while abnormal. */
  private static final Map<String, String> WAYS =
      Map.ofEntries(
          Map.entry("N", ""),
          Map.entry("U", "open"),
          Map.entry("A", "open ACKNOWLEDGE"),
          Map.entry("R", "open close"),
          Map.entry("LU", "latched open close"),
          Map.entry("LA", "latched open ACKNOWLEDGE close"),
          Map.entry("SH", "SHELVE"),
          Map.entry("SH-", "open SHELVE"),
          Map.entry("SU", "SUPPRESS"),
          Map.entry("SU-", "open SUPPRESS"),
          Map.entry("OS", "TAKE_OUT_OF_SERVICE"),
          Map.entry("OS-", "open TAKE_OUT_OF_SERVICE"));

  private static final Map<String, AlarmState> STATES =
      Map.of(
          "N", AlarmState.NORMAL,
          "U", AlarmState.UNACKNOWLEDGED,
          "A", AlarmState.ACKNOWLEDGED,
          "R", AlarmState.RETURNED_UNACKNOWLEDGED,
          "LU", AlarmState.LATCHED_UNACKNOWLEDGED,
          "LA", AlarmState.LATCHED_ACKNOWLEDGED,
          "SH", AlarmState.SHELVED,
          "SU", AlarmState.SUPPRESSED,
          "OS", AlarmState.OUT_OF_SERVICE);

  private static final String COLUMNS = "N U A R LU LA SH SH- SU SU- OS OS-";

  /** A state: the next one. A dot: nothing is told. A star: the edge means nothing. */
  private static final String TABLE =
      """
      open                U  *  *  U  U  U  .  *  .  *  .  *
      close               *  R  N  *  *  *  *  .  *  .  *  .
      close-latched       *  LU LA -  *  *  *  .  *  .  *  .
      worse               -  U  U  -  -  -  -  .  -  .  -  .
      milder              -  U  A  -  -  -  -  .  -  .  -  .
      escalation          .  U  .  .  .  .  -  -  .  .  .  .
      shelf-end           .  .  .  .  .  .  N  U  .  .  .  .
      ACKNOWLEDGE         NOTHING_TO_ACKNOWLEDGE A NOTHING_TO_ACKNOWLEDGE N LA NOTHING_TO_ACKNOWLEDGE SILENCED SILENCED SILENCED SILENCED SILENCED SILENCED
      RESET               NOT_LATCHED STILL_ABNORMAL STILL_ABNORMAL NOT_LATCHED R N SILENCED SILENCED SILENCED SILENCED SILENCED SILENCED
      SHELVE              SH SH SH SH SH SH SH SH SILENCED SILENCED SILENCED SILENCED
      SUPPRESS            SU SU SU SU SU SU SU SU SILENCED SILENCED SILENCED SILENCED
      TAKE_OUT_OF_SERVICE OS OS OS OS OS OS OS OS OS OS SILENCED SILENCED
      UNSHELVE            NOT_SHELVED NOT_SHELVED NOT_SHELVED NOT_SHELVED NOT_SHELVED NOT_SHELVED N U NOT_SHELVED NOT_SHELVED NOT_SHELVED NOT_SHELVED
      UNSUPPRESS          NOT_SUPPRESSED NOT_SUPPRESSED NOT_SUPPRESSED NOT_SUPPRESSED NOT_SUPPRESSED NOT_SUPPRESSED NOT_SUPPRESSED NOT_SUPPRESSED N U NOT_SUPPRESSED NOT_SUPPRESSED
      RETURN_TO_SERVICE   NOT_OUT_OF_SERVICE NOT_OUT_OF_SERVICE NOT_OUT_OF_SERVICE NOT_OUT_OF_SERVICE NOT_OUT_OF_SERVICE NOT_OUT_OF_SERVICE NOT_OUT_OF_SERVICE NOT_OUT_OF_SERVICE NOT_OUT_OF_SERVICE NOT_OUT_OF_SERVICE N U
      UNKNOWN             UNKNOWN_ACTION UNKNOWN_ACTION UNKNOWN_ACTION UNKNOWN_ACTION UNKNOWN_ACTION UNKNOWN_ACTION UNKNOWN_ACTION UNKNOWN_ACTION UNKNOWN_ACTION UNKNOWN_ACTION UNKNOWN_ACTION UNKNOWN_ACTION
      """;

  /** The event of each row; an alarm that is not over is raised again. */
  private static final Map<String, AlarmEvent> EVENTS =
      Map.of(
          "open", AlarmEvent.RERAISED,
          "close", AlarmEvent.RETURNED,
          "close-latched", AlarmEvent.RETURNED,
          "worse", AlarmEvent.ESCALATED,
          "milder", AlarmEvent.EASED,
          "escalation", AlarmEvent.ESCALATED,
          "shelf-end", AlarmEvent.SHELF_ENDED);

  private static final Map<AlarmAction, AlarmEvent> COMMANDED = new EnumMap<>(AlarmAction.class);

  static {
    COMMANDED.put(AlarmAction.ACKNOWLEDGE, AlarmEvent.ACKNOWLEDGED);
    COMMANDED.put(AlarmAction.RESET, AlarmEvent.RESET);
    COMMANDED.put(AlarmAction.SHELVE, AlarmEvent.SHELVED);
    COMMANDED.put(AlarmAction.SUPPRESS, AlarmEvent.SUPPRESSED);
    COMMANDED.put(AlarmAction.TAKE_OUT_OF_SERVICE, AlarmEvent.TAKEN_OUT_OF_SERVICE);
    COMMANDED.put(AlarmAction.UNSHELVE, AlarmEvent.UNSHELVED);
    COMMANDED.put(AlarmAction.UNSUPPRESS, AlarmEvent.UNSUPPRESSED);
    COMMANDED.put(AlarmAction.RETURN_TO_SERVICE, AlarmEvent.RETURNED_TO_SERVICE);
  }

  static Stream<Arguments> cells() {
    List<Arguments> cells = new ArrayList<>();
    String[] columns = COLUMNS.split(" ", -1);
    for (String line : TABLE.lines().toList()) {
      String[] row = line.trim().split(" +", -1);
      assertThat(row).as(line).hasSize(columns.length + 1);
      for (int i = 0; i < columns.length; i++) {
        if (!row[i + 1].equals("-")) {
          cells.add(Arguments.of(columns[i], row[0], row[i + 1]));
        }
      }
    }
    return cells.stream();
  }

  @ParameterizedTest(name = "{0} + {1} = {2}")
  @MethodSource("cells")
  void goesWhereTheTableSays(String column, String input, String expected) {
    AlarmRun run = reach(column, input);
    AlarmState before = run.memory.state();
    assertThat(before).isEqualTo(STATES.get(column.replace("-", "")));
    Alarm alarmBefore = run.memory.alarm();
    int toldBefore = run.told.size();

    give(run, input);

    if (STATES.containsKey(expected)) {
      assertThat(run.told).hasSize(toldBefore + 1);
      assertRecord(run.alarm(), alarmBefore, input, STATES.get(expected));
    } else {
      assertThat(run.told).hasSize(toldBefore);
      assertThat(run.memory.state()).isEqualTo(before);
      assertNothingTold(run.last, expected);
    }
  }

  private static void assertNothingTold(AlarmTransition last, String expected) {
    assertThat(last.ignored()).isEqualTo(expected.equals("*"));
    if (expected.length() == 1) {
      assertThat(last.rejection()).isNull();
    } else {
      assertThat(last.rejection().getReason()).isEqualTo(AlarmRefusal.valueOf(expected));
      assertThat(last.rejection().getDetail()).contains("the alarm is " + last.from());
    }
  }

  private static void assertRecord(Alarm alarm, Alarm before, String input, AlarmState next) {
    boolean commanded = Arrays.stream(AlarmAction.values()).anyMatch(a -> a.name().equals(input));
    boolean begins = before == null;
    AlarmEvent event = commanded ? COMMANDED.get(AlarmAction.valueOf(input)) : EVENTS.get(input);
    assertThat(alarm.getState()).isEqualTo(next);
    assertThat(alarm.getEvent())
        .isEqualTo(begins && input.equals("open") ? AlarmEvent.RAISED : event);
    assertThat(alarm.getRevision()).isEqualTo(begins ? 0 : before.getRevision() + 1);
    assertThat(alarm.getId())
        .isEqualTo(begins ? AlarmRun.SOURCE + "|" + alarm.getEventTime() : before.getId());
    assertThat(alarm.getBy()).isEqualTo(commanded ? "ada" : "");
    assertThat(alarm.getComment()).isEqualTo(commanded ? "seen it" : "");
    assertThat(alarm.getShelvedUntil() != null).isEqualTo(next == AlarmState.SHELVED);
    assertThat(alarm.getKey()).isEqualTo("plant-1/press-7/temperature");
    assertThat(alarm.getMachine()).isEqualTo("plant-1/press-7");
  }

  /** Shelves end at second 100, alarms escalate after 120 s. */
  private static AlarmRun reach(String column, String input) {
    String way = WAYS.get(column);
    AlarmPolicy policy = AlarmPolicy.plain().escalateTo(Severity.CRITICAL, Duration.ofMinutes(2));
    boolean latched = way.startsWith("latched") || input.equals("close-latched");
    AlarmRun run = new AlarmRun(latched ? policy.latched() : policy);
    int second = 10;
    for (String step : way.split(" ", -1)) {
      give(run, step, second);
      second += 10;
    }
    return run;
  }

  private static void give(AlarmRun run, String input) {
    long second = input.equals("escalation") ? 134 : 50;
    give(run, input, input.equals("shelf-end") ? 104 : second);
  }

  private static void give(AlarmRun run, String input, long second) {
    switch (input) {
      case "", "latched" -> {}
      case "open" -> reopen(run, second);
      case "close", "close-latched" -> run.closes(second);
      case "worse" -> run.changes(second, Severity.CRITICAL);
      case "milder" -> run.changes(second, Severity.INFO);
      case "escalation", "shelf-end" -> run.passes(second);
      case "SHELVE" -> run.shelves(second, 100 - second);
      default -> run.commands(second, AlarmAction.valueOf(input));
    }
  }

  /** An opening while the episode is open is the same once more. */
  private static void reopen(AlarmRun run, long second) {
    if (run.memory.edge() != null && run.memory.times.isAbnormal()) {
      run.sees(run.memory.edge());
    } else {
      run.opens(second);
    }
  }
}
