package dev.telemetry.kafka.deadletter;

import static dev.telemetry.kafka.deadletter.LetterRig.header;
import static dev.telemetry.kafka.deadletter.LetterRig.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.telemetry.kafka.TestServices;
import dev.telemetry.kafka.serde.RecordDecoder;
import dev.telemetry.kafka.spool.Origin;
import dev.telemetry.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ReplayIT {
  private final LetterRig rig = new LetterRig();

  private static ReplayReport report(long putBack, long before, long tooOften, long nowhere) {
    return new ReplayReport(putBack, before, tooOften, nowhere);
  }

  private List<String> values() {
    return rig.putBack().stream().map(record -> text(record.value())).toList();
  }

  @Test
  void putsEachBackOnceHoweverOftenItRuns() {
    rig.quarantine("a", "b", "c");
    assertThat(rig.letters().replay().dryRun(letter -> true)).isEqualTo(report(3, 0, 0, 0));
    assertThat(rig.putBack()).isEmpty();

    List<Replayed> told = new ArrayList<>();
    Replay replay = rig.letters().replay().telling(told::add);
    assertThat(replay.run(letter -> letter.id().endsWith("@1"))).isEqualTo(report(1, 0, 0, 0));
    assertThat(replay.run(letter -> true)).isEqualTo(report(2, 1, 0, 0));
    assertThat(replay.run(letter -> true)).isEqualTo(report(0, 3, 0, 0));
    assertThat(replay.dryRun(letter -> true)).isEqualTo(report(0, 3, 0, 0));

    assertThat(values()).containsExactly("b", "a", "c");
    assertThat(told.get(0))
        .isEqualTo(
            new Replayed(
                rig.quarantine.name() + "-0@1", rig.readings.name(), Replayed.Outcome.PUT_BACK));
    assertThat(rig.putBack())
        .allSatisfy(
            record -> {
              assertThat(text(record.key())).isEqualTo("pump-1");
              assertThat(header(record, Replay.TIMES_HEADER)).containsExactly(0, 0, 0, 1);
              assertThat(text(header(record, Replay.OF_HEADER))).startsWith(rig.quarantine.name());
            });
  }

  @Test
  void refusesARecordThatFailedAgainUnlessTold() {
    rig.quarantine("a");
    assertThat(rig.letters().replay().run(letter -> true)).isEqualTo(report(1, 0, 0, 0));
    rig.quarantine("a", "repaired");

    assertThat(rig.letters().replay().run(letter -> true)).isEqualTo(report(1, 1, 1, 0));
    assertThat(rig.letters().replay().atMost(2).run(letter -> true)).isEqualTo(report(1, 2, 0, 0));
    assertThat(values()).containsExactly("a", "repaired", "a");
    assertThat(header(rig.putBack().get(2), Replay.TIMES_HEADER)).containsExactly(0, 0, 0, 2);
  }

  @Test
  void keepsTheOriginAndKnowsByItsHeaderHowOftenARecordWasPutBack() throws Exception {
    rig.receiveAndQuarantine("a", "gateway-1");
    assertThat(rig.letters().replay().run(letter -> true)).isEqualTo(report(1, 0, 0, 0));
    ConsumerRecord<byte[], byte[]> back = rig.putBack().get(1);
    assertThat(text(header(back, Origin.HEADER))).startsWith("gateway-1");
    assertThat(header(back, Replay.TIMES_HEADER)).containsExactly(0, 0, 0, 1);

    rig.quarantine(back);
    rig.receiveAndQuarantine("a", "gateway-2");
    assertThat(rig.letters().replay().run(letter -> true))
        .as("the record that was put back fails again, another has the same bytes")
        .isEqualTo(report(1, 1, 1, 0));
    assertThat(rig.letters().replay().atMost(2).run(letter -> true)).isEqualTo(report(1, 2, 0, 0));
    ConsumerRecord<byte[], byte[]> again = rig.putBack().get(4);
    assertThat(again.headers().headers(Replay.TIMES_HEADER)).hasSize(1);
    assertThat(header(again, Replay.TIMES_HEADER)).containsExactly(0, 0, 0, 2);
    assertThat(text(header(again, Origin.HEADER))).startsWith("gateway-1");
  }

  @Test
  void goesOnAfterAKillWhereItStood() {
    rig.quarantine(IntStream.range(0, 250).mapToObj(Integer::toString).toArray(String[]::new));
    Replay killed =
        rig.letters()
            .replay()
            .telling(
                replayed -> {
                  if (replayed.id().endsWith("@150")) {
                    throw new IllegalStateException("killed");
                  }
                });
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> killed.run(letter -> true));
    assertThat(rig.putBack()).hasSize(200);

    assertThat(rig.letters().replay().run(letter -> true)).isEqualTo(report(50, 200, 0, 0));
    assertThat(values())
        .containsExactlyElementsOf(IntStream.range(0, 250).mapToObj(Integer::toString).toList());
  }

  @Test
  void endsARunThatAnotherOvertakes() {
    rig.quarantine(IntStream.range(0, 250).mapToObj(Integer::toString).toArray(String[]::new));
    List<ReplayReport> other = new ArrayList<>();
    Replay overtaken =
        rig.letters()
            .replay()
            .telling(
                replayed -> {
                  if (replayed.id().endsWith("@99")) {
                    other.add(rig.letters().replay().run(letter -> true));
                  }
                });
    assertThatExceptionOfType(ReplayException.class)
        .isThrownBy(() -> overtaken.run(letter -> true));
    assertThat(other).containsExactly(report(150, 100, 0, 0));
    assertThat(values()).hasSize(250).doesNotHaveDuplicates();
  }

  @Test
  void leavesNothingHalfDoneWhereKafkaRefusesARecord() {
    rig.quarantine("a".getBytes(UTF_8), new byte[3 << 20], "c".getBytes(UTF_8));
    assertThatExceptionOfType(ReplayException.class)
        .isThrownBy(() -> rig.letters().replay().run(letter -> true))
        .withMessageContaining(rig.quarantine.name() + "-0@0")
        .withMessageContaining("@2");
    assertThat(rig.putBack()).isEmpty();

    assertThat(rig.letters().replay().run(letter -> !letter.id().endsWith("@1")))
        .isEqualTo(report(2, 0, 0, 0));
    assertThat(values()).containsExactly("a", "c");
  }

  @Test
  void writesRejectedReadingsAnewWhereItIsTold() {
    rig.reject(300, 301);
    assertThat(rig.rejections().replay().run(letter -> true)).isEqualTo(report(0, 0, 0, 2));
    assertThat(rig.rejections().replay().to(rig.readings.name()).run(letter -> true))
        .isEqualTo(report(2, 0, 0, 0));
    var decoder = RecordDecoder.of(Topics.READINGS, TestServices.connection().schemaRegistry());
    assertThat(rig.putBack())
        .extracting(record -> decoder.decode(record).value())
        .containsExactly(TestServices.reading("pump-1", 300), TestServices.reading("pump-1", 301));
    assertThat(rig.putBack()).allMatch(record -> text(record.key()).equals("pump-1"));

    rig.reject(300);
    assertThat(rig.rejections().replay().to(rig.readings.name()).run(letter -> true))
        .as("rejected again")
        .isEqualTo(report(0, 2, 1, 0));
  }

  @Test
  void makesNoTopicsAndPutsNothingAmongTheDeadLetters() {
    rig.quarantine("a");
    Replay replay = rig.letters().replay();
    assertThat(replay.to("no-such-topic").run(letter -> true)).isEqualTo(report(0, 0, 0, 1));
    assertThat(replay.to(rig.quarantine.name()).run(letter -> true)).isEqualTo(report(0, 0, 0, 1));
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rig.letters().replay().atMost(0))
        .withMessageContaining("atMost");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rig.letters().replay().perSecond(0))
        .withMessageContaining("perSecond");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DeadLetters.of(Topics.READINGS, TestServices.connection()))
        .withMessageContaining("Quarantined or Rejected");
  }
}
