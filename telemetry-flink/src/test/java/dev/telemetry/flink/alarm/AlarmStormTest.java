package dev.telemetry.flink.alarm;

import static dev.telemetry.flink.alarm.Edges.closed;
import static dev.telemetry.flink.alarm.Edges.opened;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.alarm.AlarmPolicy;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmSummary;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.Severity;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** A hundred thousand sensors of one machine raise within a minute, and half of them return. */
@SuppressWarnings("try") // Flink's close() may be interrupted
class AlarmStormTest {
  private static final int RAISED = 100_000;
  private static final int CRITICAL = 10;
  private static final int LIMIT = 10;
  private static final int MOST_STATE_BYTES_OF_A_GROUP = 5_000;

  @Test
  void staysWithinItsLimitAndItsMemoryAndItsCountsAddUp() throws Exception {
    List<Alarm> alarms = storm();
    try (var groups =
        new KeyedOneInputStreamOperatorTestHarness<String, Alarm, Alarm>(
            new KeyedProcessOperator<>(new GroupFunction("groups", LIMIT, 60_000)),
            Alarm::getMachine,
            Types.STRING)) {
      groups.setup(
          RecordTypeInfo.ofRecord(Alarm.class).createSerializer(new SerializerConfigImpl()));
      groups.open();
      for (Alarm alarm : alarms) {
        groups.processElement(alarm, alarm.getEventTime().toEpochMilli());
      }
      assertThat(groups.snapshot(1, 1).getStateSize())
          .as("bytes of the group")
          .isLessThan(MOST_STATE_BYTES_OF_A_GROUP);
      groups.processWatermark(60_000);

      List<Alarm> passed = groups.extractOutputValues();
      long raises = passed.stream().filter(AlarmGroups::isRaise).count();
      // the first of the critical ones is one of the ten
      assertThat(raises).isEqualTo(LIMIT + CRITICAL - 1);
      assertSummary(groups.getSideOutput(AlarmGroups.SUMMARIES).peek().getValue(), raises);
      assertThat(groups.getSideOutput(AlarmGroups.SUMMARIES)).hasSize(1);
    }
  }

  private static void assertSummary(AlarmSummary summary, long emitted) {
    assertThat(summary)
        .returns((long) RAISED, AlarmSummary::getRaised)
        .returns(emitted, AlarmSummary::getEmitted)
        .returns(RAISED - emitted, AlarmSummary::getHeldBack)
        .returns(0L, AlarmSummary::getInfos)
        .returns((long) RAISED - CRITICAL, AlarmSummary::getWarnings)
        .returns((long) CRITICAL, AlarmSummary::getCriticals);
    assertThat(summary.getTopSources()).hasSize(8);
  }

  private static List<Alarm> storm() throws Exception {
    try (var rig = new AlarmRig(AlarmPolicy.plain())) {
      for (int i = 0; i < RAISED; i++) {
        String key = "plant-1/line-2/press-7/sensor-%05d".formatted(i);
        long second = i * 60L / RAISED;
        Anomaly opening = opened(key, second);
        opening.setSeverity(i % (RAISED / CRITICAL) == 0 ? Severity.CRITICAL : Severity.WARNING);
        rig.sees(opening);
        if (i % 2 == 1) {
          rig.sees(closed(key, second, second));
        }
      }
      rig.story();
      assertThat(rig.alarms).hasSize(RAISED * 3 / 2);
      return rig.alarms;
    }
  }
}
