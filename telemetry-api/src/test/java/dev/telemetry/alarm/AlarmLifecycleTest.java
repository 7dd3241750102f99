package dev.telemetry.alarm;

import static dev.telemetry.alarm.AlarmRun.at;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmAction;
import dev.telemetry.model.AlarmRefusal;
import dev.telemetry.model.AlarmState;
import dev.telemetry.model.EpisodePhase;
import dev.telemetry.model.Severity;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Delays, rest, chattering, escalation and shelving, told as stories. */
class AlarmLifecycleTest {
  private static AlarmRun run(AlarmPolicy policy) {
    return new AlarmRun(policy);
  }

  @Test
  void livesFromRaisingToNormal() {
    AlarmRun run = run(AlarmPolicy.plain());
    run.opens(10).commands(20, AlarmAction.ACKNOWLEDGE).closes(30).passes(31);

    assertThat(run.story())
        .containsExactly(
            "RAISED UNACKNOWLEDGED@10", "ACKNOWLEDGED ACKNOWLEDGED@20", "RETURNED NORMAL@30");
    assertThat(run.told).extracting(Alarm::getRevision).containsExactly(0, 1, 2);
    assertThat(run.alarm())
        .returns(AlarmRun.SOURCE + "|1970-01-01T00:00:10Z", Alarm::getId)
        .returns(at(10), Alarm::getRaisedAt)
        .returns(at(20), Alarm::getAcknowledgedAt)
        .returns("ada", Alarm::getAcknowledgedBy)
        .returns(at(30), Alarm::getReturnedAt)
        .returns(95.0, Alarm::getPeak)
        .returns("back to 84 Cel", Alarm::getExplanation);
    assertThat(run.memory.isEmpty()).isTrue();
  }

  @Test
  void raisesWhenTheConditionHasLastedForTheOnDelay() {
    AlarmRun run = run(AlarmPolicy.plain().raiseAfter(ofSeconds(5)));
    run.opens(10).closes(14).opens(20).passes(30);

    assertThat(run.story()).containsExactly("RAISED UNACKNOWLEDGED@25");
    assertThat(run.alarm().getRaisedAt()).isEqualTo(at(25));
  }

  @Test
  void returnsWhenTheConditionHasBeenGoneForTheOffDelay() {
    AlarmRun run = run(AlarmPolicy.plain().returnAfter(ofSeconds(5)));
    run.opens(10).closes(12).opens(16).closes(20).passes(30);

    assertThat(run.story())
        .containsExactly("RAISED UNACKNOWLEDGED@10", "RETURNED RETURNED_UNACKNOWLEDGED@25");
  }

  @Test
  void raisesTheSameAlarmAgainDuringItsRest() {
    AlarmRun run = run(AlarmPolicy.plain().rest(ofSeconds(60)));
    run.opens(10).commands(11, AlarmAction.ACKNOWLEDGE).closes(20);
    run.opens(79).commands(80, AlarmAction.ACKNOWLEDGE).closes(90);
    run.opens(150);

    assertThat(run.story())
        .containsExactly(
            "RAISED UNACKNOWLEDGED@10",
            "ACKNOWLEDGED ACKNOWLEDGED@11",
            "RETURNED NORMAL@20",
            "RERAISED UNACKNOWLEDGED@79",
            "ACKNOWLEDGED ACKNOWLEDGED@80",
            "RETURNED NORMAL@90",
            "RAISED UNACKNOWLEDGED@150");
    assertThat(run.told).extracting(Alarm::getRevision).containsExactly(0, 1, 2, 3, 4, 5, 0);
    assertThat(run.told.get(3))
        .returns(1, Alarm::getReraises)
        .returns(at(10), Alarm::getRaisedAt)
        .returns(null, Alarm::getAcknowledgedAt)
        .returns(null, Alarm::getReturnedAt);
  }

  @Test
  void tellsOnceThatAnAlarmChattersAndCountsTheRest() {
    AlarmRun run = run(AlarmPolicy.plain().chatteringAt(3, ofSeconds(60)));
    for (int second = 0; second < 100; second += 10) {
      run.opens(second).closes(second + 5);
    }
    run.passes(200);

    assertThat(run.story())
        .containsExactly(
            "RAISED UNACKNOWLEDGED@0",
            "RETURNED RETURNED_UNACKNOWLEDGED@5",
            "RERAISED UNACKNOWLEDGED@10",
            "RETURNED RETURNED_UNACKNOWLEDGED@15",
            "CHATTERING UNACKNOWLEDGED@20",
            "RETURNED RETURNED_UNACKNOWLEDGED@150");
    assertThat(run.told.get(4)).returns(true, Alarm::getChattering);
    assertThat(run.alarm())
        .returns(false, Alarm::getChattering)
        .returns(9, Alarm::getReraises)
        .returns(at(95), Alarm::getReturnedAt);
  }

  @Test
  void settlesRaisedWhenTheConditionLasts() {
    AlarmRun run = run(AlarmPolicy.plain().chatteringAt(2, ofSeconds(60)));
    run.opens(0).closes(5).opens(10).commands(20, AlarmAction.ACKNOWLEDGE).closes(25).opens(30);
    run.passes(200);

    assertThat(run.story())
        .endsWith(
            "CHATTERING UNACKNOWLEDGED@10",
            "ACKNOWLEDGED ACKNOWLEDGED@20",
            "SETTLED ACKNOWLEDGED@90");
    assertThat(run.alarm().getReraises()).isEqualTo(2);
  }

  @Test
  void escalatesWithTimeAndEasesWithTheAcknowledgement() {
    AlarmRun run =
        run(
            AlarmPolicy.plain()
                .escalateTo(Severity.CRITICAL, ofMinutes(10))
                .escalateTo(Severity.WARNING, ofMinutes(1)));
    run.opens(0, Severity.INFO).passes(599);
    assertThat(run.alarm().getSeverity()).isEqualTo(Severity.WARNING);
    run.passes(600);
    assertThat(run.alarm().getSeverity()).isEqualTo(Severity.CRITICAL);
    run.commands(700, AlarmAction.ACKNOWLEDGE).passes(5000);

    assertThat(run.story())
        .containsExactly(
            "RAISED UNACKNOWLEDGED@0",
            "ESCALATED UNACKNOWLEDGED@60",
            "ESCALATED UNACKNOWLEDGED@600",
            "ACKNOWLEDGED ACKNOWLEDGED@700");
    assertThat(run.alarm().getSeverity()).isEqualTo(Severity.INFO);
  }

  @Test
  void wantsAnotherAcknowledgementForAWorseAlarm() {
    AlarmRun run = run(AlarmPolicy.plain());
    run.opens(0, Severity.INFO).commands(10, AlarmAction.ACKNOWLEDGE);
    run.changes(20, Severity.CRITICAL).changes(30, Severity.WARNING);

    assertThat(run.story()).endsWith("ESCALATED UNACKNOWLEDGED@20", "EASED UNACKNOWLEDGED@30");
    assertThat(run.told.get(2).getAcknowledgedAt()).isNull();
  }

  @Test
  void raisesWhenAShelfEndsOverAnAbnormalCondition() {
    AlarmRun run = run(AlarmPolicy.plain());
    run.shelves(10, 50).opens(20).passes(100);

    assertThat(run.story()).containsExactly("SHELVED SHELVED@10", "SHELF_ENDED UNACKNOWLEDGED@60");
    assertThat(run.told.get(0))
        .returns(null, Alarm::getRaisedAt)
        .returns(at(60), Alarm::getShelvedUntil)
        .returns("plant-1/press-7/temperature", Alarm::getKey)
        .returns("seen it", Alarm::getComment);
    assertThat(run.alarm())
        .returns(at(60), Alarm::getRaisedAt)
        .returns(null, Alarm::getShelvedUntil)
        .returns("92 Cel is above 90 Cel", Alarm::getExplanation);
  }

  @Test
  void forgetsWhatWasShelvedWhileNothingHappened() {
    AlarmRun run = run(AlarmPolicy.plain());
    run.shelves(10, 50).passes(61);

    assertThat(run.memory.isEmpty()).isTrue();
    assertThat(run.lifecycle.wakeAt(run.memory)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void shelvesNeverForTooLongNorWithoutAnEnd() {
    AlarmRun run = run(AlarmPolicy.plain().shelveAtMost(ofMinutes(1))).opens(0);

    assertThat(refusal(run.commands(10, AlarmAction.SHELVE))).isEqualTo(AlarmRefusal.NO_END);
    assertThat(refusal(run.shelves(11, 61))).isEqualTo(AlarmRefusal.TOO_LONG);
    assertThat(refusal(run.shelves(12, 0))).isEqualTo(AlarmRefusal.ENDED);
    assertThat(refusal(run.shelves(13, Long.MAX_VALUE / 1000))).isEqualTo(AlarmRefusal.TOO_LONG);
    run.commands(14, AlarmAction.SHELVE, command -> command.setShelveUntil(at(14)));
    assertThat(refusal(run)).isEqualTo(AlarmRefusal.ENDED);
    run.commands(15, AlarmAction.SHELVE, command -> command.setShelveUntil(at(75)));
    assertThat(run.alarm().getShelvedUntil()).isEqualTo(at(75));
    assertThat(run.told).hasSize(2);
  }

  @Test
  void actsOnTheNamedAlarmOnlyWhileItIsTheCurrentOne() {
    AlarmRun run = run(AlarmPolicy.plain()).opens(0);
    String id = run.alarm().getId();
    run.commands(5, AlarmAction.ACKNOWLEDGE, command -> command.setAlarm("another"));
    assertThat(refusal(run)).isEqualTo(AlarmRefusal.OTHER_ALARM);
    run.commands(6, AlarmAction.ACKNOWLEDGE, command -> command.setAlarm(id));
    assertThat(run.alarm().getState()).isEqualTo(AlarmState.ACKNOWLEDGED);
    run.commands(
        7,
        AlarmAction.ACKNOWLEDGE,
        command -> {
          command.setSource("");
          command.setAlarm("");
        });
    assertThat(refusal(run)).isEqualTo(AlarmRefusal.NO_TARGET);
  }

  private static AlarmRefusal refusal(AlarmRun run) {
    assertThat(run.last.rejection()).isNotNull();
    return run.last.rejection().getReason();
  }

  @Test
  void ignoresEdgesThatAreOldOrCloseNothing() {
    AlarmRun run = run(AlarmPolicy.plain()).closes(5);
    assertThat(run.last.ignored()).isTrue();
    run.opens(10).sees(AlarmRun.edge(EpisodePhase.OPENED, 9, 9, Severity.INFO));
    assertThat(run.last.ignored()).isTrue();
    run.closes(20).closes(21);
    assertThat(run.last.ignored()).isTrue();
    assertThat(run.told).hasSize(2);
  }

  @Test
  void raisesNothingForARuleInTheShadow() {
    AlarmRun run = run(AlarmPolicy.plain());
    var shadow = AlarmRun.edge(EpisodePhase.OPENED, 5, 5, Severity.CRITICAL);
    shadow.setShadow(true);
    run.sees(shadow);
    assertThat(run.last.ignored()).isTrue();
    assertThat(run.memory.isEmpty()).isTrue();
  }

  @Test
  void saysWhichRuleItIsOf() {
    AlarmRun run = run(AlarmPolicy.plain());
    var edge = AlarmRun.edge(EpisodePhase.OPENED, 5, 5, Severity.CRITICAL);
    edge.setRule("hot-presses");
    assertThat(run.sees(edge).alarm())
        .returns("hot-presses", Alarm::getRule)
        .returns(3, Alarm::getRuleVersion);
  }

  @Test
  void keepsTheIdApartFromTheAlarmThatEndedAtTheSameMoment() {
    AlarmRun run = run(AlarmPolicy.plain());
    run.shelves(10, 5).commands(10, AlarmAction.UNSHELVE).shelves(10, 5);

    assertThat(run.told).extracting(Alarm::getRevision).containsExactly(0, 1, 2);
    assertThat(run.told).extracting(Alarm::getId).containsOnly(run.alarm().getId());
  }

  @Test
  void namesTheSourceByTheEpisodeWithoutVersionAndTime() {
    assertThat(AlarmSource.of(AlarmRun.edge(EpisodePhase.OPENED, 1, 1, Severity.INFO)))
        .isEqualTo(AlarmRun.SOURCE);
    var odd = AlarmRun.edge(EpisodePhase.OPENED, 1, 1, Severity.INFO);
    odd.setEpisode("of another form");
    assertThat(AlarmSource.of(odd)).isEqualTo(AlarmRun.SOURCE);
    var byAlarm = AlarmRun.command(1, AlarmAction.RESET);
    byAlarm.setSource("");
    byAlarm.setAlarm(AlarmRun.SOURCE + "|1970-01-01T00:00:10Z");
    assertThat(AlarmSource.of(byAlarm)).isEqualTo(AlarmRun.SOURCE);
    byAlarm.setAlarm("");
    assertThat(AlarmSource.of(byAlarm)).isEmpty();
  }

  @Test
  void refusesPoliciesThatMeanNothing() {
    AlarmPolicy plain = AlarmPolicy.plain();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plain.raiseAfter(ofSeconds(-1)))
        .withMessageContaining("raiseAfter");
    assertThatIllegalArgumentException().isThrownBy(() -> plain.chatteringAt(1, ofSeconds(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> plain.shelveAtMost(Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plain.escalateTo(Severity.CRITICAL, Duration.ZERO));
  }
}
