package dev.telemetry.flink.alarm;

import static dev.telemetry.flink.alarm.Edges.acknowledge;
import static dev.telemetry.flink.alarm.Edges.closed;
import static dev.telemetry.flink.alarm.Edges.command;
import static dev.telemetry.flink.alarm.Edges.opened;
import static java.time.Duration.ofSeconds;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.alarm.AlarmPolicy;
import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmAction;
import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.AlarmCommandRejection;
import dev.telemetry.model.AlarmRefusal;
import dev.telemetry.model.AlarmState;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.Severity;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's close() may be interrupted
class AlarmsTest {
  private static final AlarmPolicy PLAIN = AlarmPolicy.plain();
  private static final AlarmPolicy BUSY =
      PLAIN
          .raiseAfter(ofSeconds(2))
          .returnAfter(ofSeconds(3))
          .rest(ofSeconds(20))
          .chatteringAt(3, ofSeconds(60))
          .escalateTo(Severity.CRITICAL, ofSeconds(15));

  @Test
  void obeysACommandBetweenTheEdgesOfItsTime() throws Exception {
    try (var rig = new AlarmRig(PLAIN)) {
      rig.hears(acknowledge("pump-1", 15)).sees(opened("pump-1", 10), closed("pump-1", 10, 20));
      rig.reaches(21);
      assertThat(rig.timers()).isZero();
      assertThat(rig.stateEntries()).isZero();
      assertThat(rig.story())
          .containsExactly(
              "RAISED UNACKNOWLEDGED@10", "ACKNOWLEDGED ACKNOWLEDGED@15", "RETURNED NORMAL@20");
    }
  }

  @Test
  void obeysACommandWhenTheWatermarkHasPassedItsTime() throws Exception {
    try (var rig = new AlarmRig(PLAIN)) {
      rig.sees(opened("pump-1", 10)).reaches(12).hears(acknowledge("pump-1", 15)).reaches(14);
      assertThat(rig.timers()).isOne();
      rig.reaches(15);
      assertThat(rig.story())
          .containsExactly("RAISED UNACKNOWLEDGED@10", "ACKNOWLEDGED ACKNOWLEDGED@15");
    }
  }

  @Test
  void obeysALateCommandAtOnce() throws Exception {
    try (var rig = new AlarmRig(PLAIN)) {
      rig.sees(opened("pump-1", 10), closed("pump-1", 10, 20)).reaches(30);
      rig.hears(acknowledge("pump-1", 15));
      assertThat(rig.story()).endsWith("ACKNOWLEDGED NORMAL@20");
    }
  }

  @Test
  void obeysOnArrivalWhereToldSo() throws Exception {
    try (var rig = new AlarmRig(PLAIN, true)) {
      rig.sees(opened("pump-1", 10)).reaches(30).hears(acknowledge("pump-1", 1_700_000_000));
      assertThat(rig.story()).endsWith("ACKNOWLEDGED ACKNOWLEDGED@30");
    }
  }

  @Test
  void refusesWithTheReasonAndTheWholeCommand() throws Exception {
    AlarmCommand nobody = acknowledge("pump-1", 3);
    nobody.setSource("");
    try (var rig = new AlarmRig(PLAIN)) {
      rig.reaches(5).hears(acknowledge("pump-1", 4), nobody);
      rig.story();
      assertThat(rig.rejected)
          .extracting(AlarmCommandRejection::getReason)
          .containsExactly(AlarmRefusal.NOTHING_TO_ACKNOWLEDGE, AlarmRefusal.NO_TARGET);
      assertThat(rig.rejected.get(0).getCommand()).isEqualTo(acknowledge("pump-1", 4));
    }
  }

  @Test
  void letsOnlySoManyCommandsWait() throws Exception {
    try (var rig = new AlarmRig(PLAIN)) {
      for (int i = 0; i <= AlarmFunction.MOST_WAITING; i++) {
        rig.hears(acknowledge("pump-1", 100 + i));
      }
      rig.story();
      assertThat(rig.rejected)
          .extracting(AlarmCommandRejection::getReason)
          .containsExactly(AlarmRefusal.TOO_MANY_WAITING);
    }
  }

  @Test
  void endsDelaysAtTheirOwnTime() throws Exception {
    try (var rig = new AlarmRig(BUSY)) {
      rig.sees(opened("pump-1", 10)).reaches(40);
      rig.sees(closed("pump-1", 10, 50)).reaches(60);
      rig.hears(acknowledge("pump-1", 61)).reaches(200);
      assertThat(rig.timers()).isZero();
      assertThat(rig.stateEntries()).isZero();
      assertThat(rig.story())
          .containsExactly(
              "RAISED UNACKNOWLEDGED@12",
              "ESCALATED UNACKNOWLEDGED@27",
              "RETURNED RETURNED_UNACKNOWLEDGED@53",
              "ACKNOWLEDGED NORMAL@61");
    }
  }

  @Test
  void keepsAShelfThroughARestart() throws Exception {
    try (var rig = new AlarmRig(PLAIN)) {
      rig.hears(command("pump-1", 10, AlarmAction.SHELVE)).reaches(11).restartsOn(1);
      rig.sees(opened("pump-1", 12)).restartsOn(2).reaches(18);
      assertThat(rig.story())
          .containsExactly("SHELVED SHELVED@10", "SHELF_ENDED UNACKNOWLEDGED@17");
      assertThat(rig.alarms).extracting(Alarm::getRevision).containsExactly(0, 1);
    }
  }

  /** However the two streams interleave, as long as commands are there in time. */
  @Property(tries = 60)
  void givesTheSameAlarmsWhateverTheOrderOfTheTwoStreams(@ForAll long seed) throws Exception {
    Script script = new Script(seed % 1000, 4, 120);
    List<Alarm> expected = run(script, new Random(1));
    assertThat(run(script, new Random(seed))).isEqualTo(expected);
  }

  private static List<Alarm> run(Script script, Random random) throws Exception {
    try (var rig = new AlarmRig(BUSY)) {
      Deque<Anomaly> edges = new ArrayDeque<>(script.edges);
      Deque<AlarmCommand> commands = new ArrayDeque<>(script.commands);
      while (!edges.isEmpty() || !commands.isEmpty()) {
        boolean command =
            edges.isEmpty()
                || (!commands.isEmpty()
                    && (random.nextInt(3) == 0
                        || !commands.peek().getAt().isAfter(edges.peek().getEventTime())));
        if (command) {
          rig.hears(commands.poll());
        } else {
          rig.sees(edges.peek()).reaches(edges.poll().getEventTime().getEpochSecond() - 1);
        }
      }
      rig.reaches(10_000);
      rig.story();
      return sorted(rig.alarms);
    }
  }

  private static List<Alarm> sorted(List<Alarm> alarms) {
    return alarms.stream()
        .sorted(Comparator.comparing(Alarm::getId).thenComparing(Alarm::getRevision))
        .toList();
  }

  @Test
  void givesTheSameAlarmsThroughOneThreeAndTwoSubtasks() throws Exception {
    Script script = new Script(7, 20, 600);
    Map<String, List<Alarm>> expected = run(script, 1, 1, 1);
    assertThat(expected).hasSize(20);
    assertThat(expected.values().stream().mapToInt(List::size).sum()).isGreaterThan(250);
    assertThat(run(script, 1, 3, 2)).isEqualTo(expected);
  }

  private static Map<String, List<Alarm>> run(Script script, int... parallelisms) throws Exception {
    try (var rig = new AlarmRig(BUSY)) {
      rig.hears(script.commands.toArray(AlarmCommand[]::new));
      int from = 0;
      int part = script.edges.size() / parallelisms.length;
      for (int parallelism : parallelisms) {
        rig.restartsOn(parallelism);
        for (Anomaly edge : script.edges.subList(from, from + part)) {
          rig.sees(edge).reaches(edge.getEventTime().getEpochSecond() - 1);
        }
        from += part;
      }
      rig.reaches(100_000);
      rig.story();
      assertThat(rig.alarms.stream().map(each -> each.getId() + each.getRevision()))
          .doesNotHaveDuplicates();
      return sorted(rig.alarms).stream().collect(groupingBy(Alarm::getSource));
    }
  }

  /** Episodes and commands of many sensors, in order of time. */
  private static final class Script {
    final List<Anomaly> edges = new ArrayList<>();
    final List<AlarmCommand> commands = new ArrayList<>();

    Script(long seed, int sensors, int steps) {
      Random random = new Random(seed);
      long[] openedAt = new long[sensors];
      AlarmAction[] actions = AlarmAction.values();
      for (int second = 1; second <= steps; second++) {
        int sensor = random.nextInt(sensors);
        String key = "pump-" + sensor;
        if (random.nextInt(3) == 0) {
          AlarmAction action = random.nextBoolean() ? AlarmAction.ACKNOWLEDGE : null;
          commands.add(command(key, second, action == null ? actions[random.nextInt(8)] : action));
        } else if (openedAt[sensor] == 0) {
          openedAt[sensor] = second;
          edges.add(opened(key, second));
        } else {
          edges.add(closed(key, openedAt[sensor], second));
          openedAt[sensor] = 0;
        }
      }
    }
  }

  @Test
  void remembersOnlyWhatIsNotOver() throws Exception {
    try (var rig = new AlarmRig(PLAIN)) {
      for (int i = 0; i < 1000; i++) {
        rig.sees(
            opened("plant-1/press-7/%03d".formatted(i), 10),
            closed("plant-1/press-7/%03d".formatted(i), 10, 20));
      }
      rig.reaches(30);
      assertThat(rig.stateEntries()).isEqualTo(3000);
      assertThat(rig.stateBytes() / 1000).as("bytes of a source").isBetween(740L, 800L);
      for (int i = 0; i < 1000; i++) {
        rig.hears(acknowledge("plant-1/press-7/%03d".formatted(i), 30));
      }
      rig.reaches(31);
      assertThat(rig.stateEntries()).isZero();
      rig.story();
      assertThat(rig.alarms).filteredOn(each -> each.getState() == AlarmState.NORMAL).hasSize(1000);
    }
  }
}
