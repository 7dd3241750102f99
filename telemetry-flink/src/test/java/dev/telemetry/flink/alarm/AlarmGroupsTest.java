package dev.telemetry.flink.alarm;

import static dev.telemetry.flink.alarm.Edges.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmCount;
import dev.telemetry.model.AlarmEvent;
import dev.telemetry.model.AlarmState;
import dev.telemetry.model.AlarmSummary;
import dev.telemetry.model.Severity;
import dev.telemetry.testkit.OperatorTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of the machine press-7: ten raises a minute pass. */
class AlarmGroupsTest {
  private static final int LIMIT = 10;
  private static final long MINUTE = 60;

  private final OperatorTest<Alarm, Alarm> groups =
      OperatorTest.of(new GroupFunction("groups", LIMIT, MINUTE * 1000))
          .keyedBy(Alarm::getMachine)
          .timestampedBy(alarm -> alarm.getEventTime().toEpochMilli());

  private static Alarm alarm(
      String source, int revision, AlarmEvent event, AlarmState state, long seconds) {
    return Alarm.newBuilder()
        .setId(source + "|id")
        .setRevision(revision)
        .setSource(source)
        .setState(state)
        .setEvent(event)
        .setEventTime(at(seconds))
        .setSeverity(Severity.WARNING)
        .setOperator("alarms")
        .setKey(source)
        .setMachine("press-7")
        .build();
  }

  static Alarm raised(String source, long seconds) {
    return alarm(source, 0, AlarmEvent.RAISED, AlarmState.UNACKNOWLEDGED, seconds);
  }

  static Alarm returned(String source, long seconds) {
    return alarm(source, 1, AlarmEvent.RETURNED, AlarmState.RETURNED_UNACKNOWLEDGED, seconds);
  }

  private static Alarm over(String source, long seconds) {
    return alarm(source, 2, AlarmEvent.ACKNOWLEDGED, AlarmState.NORMAL, seconds);
  }

  private void raise(int count, String prefix, long seconds) {
    for (int i = 0; i < count; i++) {
      groups.reads(raised(prefix + i, seconds));
    }
  }

  private List<AlarmSummary> summaries() {
    return groups.sideOutputs(AlarmGroups.SUMMARIES);
  }

  @Test
  void letsEverythingThroughUpToTheLimit() {
    raise(LIMIT, "a", 10);
    groups.watermark(60);
    raise(LIMIT, "b", 70);
    groups.watermark(1000);

    assertThat(groups.outputs()).hasSize(2 * LIMIT);
    assertThat(summaries()).isEmpty();
  }

  @Test
  void holdsBackWhatIsBeyondTheLimitAndTellsInOneSummary() {
    raise(15, "a", 10);
    groups.watermark(58).emitsNothingOn(AlarmGroups.SUMMARIES).watermark(60);

    assertThat(groups.outputs()).hasSize(LIMIT);
    assertThat(summaries()).hasSize(1);
    assertThat(summaries().get(0))
        .returns("groups", AlarmSummary::getOperator)
        .returns("press-7", AlarmSummary::getGroup)
        .returns(at(0), AlarmSummary::getFrom)
        .returns(at(60), AlarmSummary::getTo)
        .returns(15L, AlarmSummary::getRaised)
        .returns(10L, AlarmSummary::getEmitted)
        .returns(5L, AlarmSummary::getHeldBack)
        .returns(15L, AlarmSummary::getWarnings);
  }

  @Test
  void holdsAllBackDuringAStormAndLetsEverythingThroughAfterIt() {
    raise(15, "a", 10);
    groups.watermark(60);
    raise(20, "b", 70);
    groups.watermark(120).snapshotAndRestore();
    raise(3, "c", 130);
    groups.watermark(180);
    raise(3, "d", 190);
    groups.watermark(1000);

    assertThat(groups.outputs()).hasSize(LIMIT + 3);
    assertThat(summaries()).extracting(AlarmSummary::getRaised).containsExactly(15L, 20L, 3L);
    assertThat(summaries()).extracting(AlarmSummary::getEmitted).containsExactly(10L, 0L, 0L);
    assertThat(summaries()).extracting(AlarmSummary::getHeldBack).containsExactly(5L, 20L, 3L);
    groups.leavesNoTimers();
  }

  @Test
  void letsCriticalAlarmsThroughAlways() {
    raise(15, "a", 10);
    Alarm critical = raised("boiler", 11);
    critical.setSeverity(Severity.CRITICAL);
    groups.reads(critical).watermark(60);

    assertThat(groups.outputs()).hasSize(LIMIT + 1).contains(critical);
    assertThat(summaries().get(0))
        .returns(16L, AlarmSummary::getRaised)
        .returns(11L, AlarmSummary::getEmitted)
        .returns(5L, AlarmSummary::getHeldBack)
        .returns(1L, AlarmSummary::getCriticals);
  }

  @Test
  void letsLaterChangesOfAnAlarmThroughWhereItsRaiseHasPassed() {
    raise(15, "a", 10);
    groups.reads(returned("a3", 20), returned("a13", 20), over("a3", 21), over("a13", 21));
    groups.watermark(60);

    assertThat(groups.outputs().subList(LIMIT, groups.outputs().size()))
        .containsExactly(returned("a3", 20), over("a3", 21));
    assertThat(summaries().get(0).getUpdatesHeldBack()).isEqualTo(2);
    assertThat(groups.counter("updates")).isEqualTo(4);
    assertThat(groups.counter("updatesHeldBack")).isEqualTo(2);
  }

  @Test
  void countsWhatIsBehindTheWatermarkInTheOpenInterval() {
    groups.watermark(130);
    raise(12, "late", 10);
    groups.watermark(180);

    assertThat(summaries()).extracting(AlarmSummary::getFrom).containsExactly(at(120));
    assertThat(summaries()).extracting(AlarmSummary::getRaised).containsExactly(12L);
  }

  @Test
  void namesTheSourcesThatRaiseMost() {
    for (int i = 0; i < 30; i++) {
      groups.reads(raised("often", 10));
      raise(i % 3 == 0 ? 1 : 0, "seldom-" + i, 10);
    }
    groups.watermark(60);

    assertThat(summaries().get(0).getTopSources())
        .hasSize(8)
        .startsWith(new AlarmCount("often", 30L));
  }

  @Test
  void forgetsWhatIsOver() {
    raise(5, "a", 10);
    for (int i = 0; i < 5; i++) {
      groups.reads(over("a" + i, 20));
    }
    groups.watermark(60).leavesNoState().leavesNoTimers();
  }
}
