package dev.telemetry.alarm;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmAction;
import dev.telemetry.model.AlarmState;
import dev.telemetry.model.Severity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever happens, in whatever order: what holds of every life of alarms. */
class AlarmPropertyTest {
  /** Opens, closes or commands, so many seconds after the input before. */
  record Input(int kind, int afterSeconds, Severity severity) {}

  @Provide
  Arbitrary<List<Input>> inputs() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 15),
            Arbitraries.integers().between(0, 12),
            Arbitraries.of(Severity.class))
        .as(Input::new)
        .list()
        .ofMaxSize(60);
  }

  @Provide
  Arbitrary<AlarmPolicy> policies() {
    Arbitrary<Integer> seconds = Arbitraries.of(0, 0, 3, 10, 40);
    return Combinators.combine(
            seconds, seconds, seconds, Arbitraries.of(0, 2, 3, 5), Arbitraries.of(true, false))
        .as(
            (on, off, rest, raises, latched) -> {
              AlarmPolicy policy =
                  AlarmPolicy.plain()
                      .raiseAfter(ofSeconds(on))
                      .returnAfter(ofSeconds(off))
                      .rest(ofSeconds(rest))
                      .escalateTo(Severity.CRITICAL, ofSeconds(20));
              policy = raises == 0 ? policy : policy.chatteringAt(raises, ofSeconds(30));
              return latched ? policy.latched() : policy;
            });
  }

  private static long give(AlarmRun run, List<Input> inputs, long from) {
    long second = from;
    for (Input input : inputs) {
      second += input.afterSeconds();
      give(run, input, second);
      if (run.last.rejection() != null || run.last.ignored()) {
        assertThat(run.last.from()).isEqualTo(run.last.to());
      }
    }
    return second;
  }

  private static void give(AlarmRun run, Input input, long second) {
    AlarmAction[] actions = AlarmAction.values();
    if (input.kind() < 4) {
      run.opens(second, input.severity());
    } else if (input.kind() < 7) {
      run.closes(second);
    } else if (actions[input.kind() - 7] == AlarmAction.SHELVE) {
      run.shelves(second, 15);
    } else {
      run.commands(second, actions[input.kind() - 7]);
    }
  }

  @Property(tries = 2000)
  void hasOneOpenAlarmAtATimeWhoseRevisionsGrowByOne(
      @ForAll("policies") AlarmPolicy policy, @ForAll("inputs") List<Input> inputs) {
    AlarmRun run = new AlarmRun(policy);
    give(run, inputs, 100);

    Alarm last = null;
    for (Alarm alarm : run.told) {
      if (last == null || !last.getId().equals(alarm.getId())) {
        assertThat(alarm.getRevision()).isZero();
        assertThat(alarm.getId()).isEqualTo(AlarmRun.SOURCE + "|" + alarm.getEventTime());
        assertThat(last == null || last.getState() == AlarmState.NORMAL).isTrue();
      } else {
        assertThat(alarm.getRevision()).isEqualTo(last.getRevision() + 1);
        assertThat(alarm.getEventTime()).isAfterOrEqualTo(last.getEventTime());
      }
      assertThat(alarm.getShelvedUntil() != null).isEqualTo(alarm.getState() == AlarmState.SHELVED);
      assertThat(alarm.getAcknowledgedAt() == null).isEqualTo(alarm.getAcknowledgedBy().isEmpty());
      last = alarm;
    }
    assertThat(run.told.stream().map(each -> each.getId() + each.getRevision()))
        .doesNotHaveDuplicates();
  }

  @Property(tries = 1000)
  void tellsTheSameAfterItsMemoryWasWrittenAndRead(
      @ForAll("policies") AlarmPolicy policy,
      @ForAll("inputs") List<Input> before,
      @ForAll("inputs") List<Input> after)
      throws IOException {
    AlarmRun straight = new AlarmRun(policy);
    give(straight, after, give(straight, before, 100));

    AlarmRun restored = new AlarmRun(policy);
    long second = give(restored, before, 100);
    restored.memory = writtenAndRead(restored.memory);
    give(restored, after, second);

    assertThat(restored.told).isEqualTo(straight.told);
  }

  private static AlarmMemory writtenAndRead(AlarmMemory memory) throws IOException {
    var bytes = new ByteArrayOutputStream();
    memory.times().writeTo(new DataOutputStream(bytes));
    assertThat(bytes.size()).isEqualTo(41 + 8 * memory.times.raises.length);
    var read =
        AlarmTimes.readFrom(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    return new AlarmMemory(AlarmRun.SOURCE, read, memory.alarm(), memory.edge());
  }

  /** Nothing that has ended is remembered. */
  @Property(tries = 1000)
  void forgetsWhatIsOver(
      @ForAll("policies") AlarmPolicy policy, @ForAll("inputs") List<Input> inputs) {
    AlarmRun run = new AlarmRun(policy);
    long second = give(run, inputs, 100);
    run.closes(second).passes(second + 1000);
    for (AlarmAction action : AlarmAction.values()) {
      run.commands(second + 1000, action);
    }
    run.commands(second + 1000, AlarmAction.UNSUPPRESS).passes(second + 2000);
    run.commands(second + 2000, AlarmAction.RETURN_TO_SERVICE).passes(second + 3000);

    assertThat(run.memory.state()).isEqualTo(AlarmState.NORMAL);
    assertThat(run.memory.isEmpty()).isTrue();
    assertThat(run.lifecycle.wakeAt(run.memory)).isEqualTo(Long.MAX_VALUE);
  }
}
