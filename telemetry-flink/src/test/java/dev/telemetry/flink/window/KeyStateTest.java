package dev.telemetry.flink.window;

import static dev.telemetry.flink.window.WindowRun.sliding;
import static dev.telemetry.flink.window.WindowRun.tumbling;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.flink.type.Serialized;
import dev.telemetry.stats.TimeCourse.Rules;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeyStateTest {
  private static final long BEGIN = 1_763_000_000_000L;
  private static final Details PLAIN = Details.NONE;
  private static final Details COURSE = PLAIN.course(Rules.PLAIN);
  private static final KeyStateSerializer SERIALIZER = new KeyStateSerializer();

  static Windows windows(Details details) {
    return new Windows(List.of(tumbling(10), sliding(30, 10), sliding(6, 2)), 60_000, details);
  }

  static Windows longWindow() {
    return new Windows(List.of(sliding(600, 1)), 60_000, PLAIN);
  }

  /** Readings that wait, an open slice, open and closed panes, windows that may be corrected. */
  static KeyState filled(Windows windows) {
    KeyState state = new KeyState(windows);
    var scratch = new KeyState.Scratchpad();
    var readings = new Readings();
    for (int i = 0; i < 120; i++) {
      readings.add(BEGIN + i * 500L, 20 + i % 7);
    }
    state.pending.addAll(readings);
    state.label("temperature", "Cel", readings.latest());
    state.advance(state.pending, BEGIN + 45_001, windows, scratch, KeyStateTest::ignore);
    state.addLate(BEGIN + 21_500, 99, BEGIN + 45_000, windows, KeyStateTest::ignore);
    state.relieve(BEGIN + 45_700, windows, KeyStateTest::ignore);
    return state;
  }

  private static void ignore(
      KeyState key, KindState kind, long end, int revision, KeyState.Result result) {}

  @Test
  void comesBackFromItsHeadAndItsBlocks() throws IOException {
    KeyState whole = KeyStates.example();
    KeyState apart = KeyStates.example();
    apart.panesApart = true;
    KeyState read = Serialized.value(SERIALIZER, Serialized.bytes(SERIALIZER, apart));
    KeyStates.readBlocks(read, KeyStates.blocks(whole));
    read.panesApart = false;
    assertThat(Serialized.bytes(SERIALIZER, read)).isEqualTo(Serialized.bytes(SERIALIZER, whole));
  }

  @Test
  void readsTheHeadAndTheBlocksOfRelease2() throws IOException {
    KeyState read = Serialized.value(SERIALIZER, KeyStates.stored("KeyState-head.hex"));
    byte[] blocks = KeyStates.stored("KeyState-blocks.hex");
    KeyStates.readBlocks(read, blocks);
    assertThat(KeyStates.blocks(read)).isEqualTo(blocks);
    read.panesApart = false;
    assertThat(Serialized.bytes(SERIALIZER, read))
        .isEqualTo(Serialized.bytes(SERIALIZER, KeyStates.example()));
  }

  @Test
  void goesOnTheSameWhenItHasComeBack() throws IOException {
    KeyState before = KeyStates.example();
    KeyState after = Serialized.value(SERIALIZER, Serialized.bytes(SERIALIZER, before));
    assertThat(allThatIsLeft(after)).isEqualTo(allThatIsLeft(before)).hasSizeGreaterThan(10);
  }

  private static List<String> allThatIsLeft(KeyState state) {
    List<String> results = new ArrayList<>();
    state.advance(
        state.pending,
        Long.MAX_VALUE,
        windows(KeyStates.DETAILS),
        new KeyState.Scratchpad(),
        (key, kind, end, revision, result) ->
            results.add(
                kind.kind + " " + end + result.moments() + result.values() + result.course()));
    return results;
  }

  static List<List<Details>> changes() {
    return List.of(
        List.of(PLAIN, COURSE),
        List.of(COURSE, PLAIN),
        List.of(COURSE, PLAIN.course(Rules.PLAIN.above(21))),
        List.of(PLAIN, PLAIN.quantiles(0.5)),
        List.of(PLAIN.quantiles(0.5), COURSE),
        List.of(COURSE.withHistogram(), PLAIN.withHistogram().accuracy(0.1)));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void isReadAgainAfterItWasFittedToOtherDetails(List<Details> change) throws IOException {
    KeyState state = filled(windows(change.get(0)));
    state.fit(windows(change.get(1)));
    byte[] bytes = Serialized.bytes(SERIALIZER, state);
    KeyState read = Serialized.value(SERIALIZER, bytes);
    assertThat(Serialized.bytes(SERIALIZER, read)).isEqualTo(bytes);
    assertThat(Serialized.bytes(SERIALIZER, state.copy())).isEqualTo(bytes);
  }
}
