package dev.telemetry.flink.window;

import static dev.telemetry.flink.window.WindowRun.sliding;
import static dev.telemetry.flink.window.WindowRun.tumbling;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.flink.type.Serialized;
import dev.telemetry.stats.TimeCourse.Rules;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeyStateTest {
  private static final Details PLAIN = Details.NONE;
  private static final Details COURSE = PLAIN.course(Rules.PLAIN);
  private static final KeyStateSerializer SERIALIZER = new KeyStateSerializer();

  static Windows windows(Details details) {
    return new Windows(List.of(tumbling(10), sliding(30, 10), sliding(6, 2)), 60_000, details);
  }

  /** Readings that wait, an open slice, open and closed panes, windows that may be corrected. */
  static KeyState filled(Windows windows) {
    KeyState state = new KeyState(windows);
    state.label("temperature", "Cel", new Readings());
    var scratch = new KeyState.Scratchpad();
    for (int i = 0; i < 600; i++) {
      state.pending.add(1_763_000_000_000L + i * 100L, 20 + i % 7);
    }
    state.advance(1_763_000_000_000L + 45_001, windows, scratch, KeyStateTest::ignore);
    state.addLate(
        1_763_000_000_000L + 21_500, 99, 1_763_000_045_000L, windows, KeyStateTest::ignore);
    return state;
  }

  private static void ignore(
      KeyState key, KindState kind, long end, int revision, KeyState.Result result) {}

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
