package dev.telemetry.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BytePoolTest {
  private static final int ROOM = 64;

  private final BytePool<String> pool =
      new BytePool<>(ROOM, 100, (bytes, from, length) -> new String(bytes, from, length, UTF_8));

  /** Sensors that are read in turn, from one on. */
  record Turn(int first, int length) {}

  private String read(int number) {
    byte[] bytes = ("!sensor-" + number).getBytes(UTF_8);
    return pool.get(bytes, 1, bytes.length - 1);
  }

  @Property
  void findsWhatWasAskedForInAnyOrder(@ForAll("turns") List<Turn> turns) {
    for (Turn turn : turns) {
      for (int number = turn.first; number < turn.first + turn.length; number++) {
        assertThat(read(number)).isEqualTo("sensor-" + number);
      }
    }
  }

  @Provide
  Arbitrary<List<Turn>> turns() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 2 * ROOM), Arbitraries.integers().between(1, ROOM))
        .as(Turn::new)
        .list()
        .ofMaxSize(50);
  }

  @Test
  void givesTheSameInstanceInTurnAndOutOfTurn() {
    List<String> first = List.of(read(1), read(2), read(3), read(4));

    for (int number : new int[] {1, 2, 3, 4, 2, 3, 4, 4, 1, 3, 2, 1, 2, 4, 3}) {
      assertThat(read(number)).isSameAs(first.get(number - 1));
    }
  }
}
