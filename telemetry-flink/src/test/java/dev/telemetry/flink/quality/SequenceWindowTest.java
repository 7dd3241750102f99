package dev.telemetry.flink.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SequenceWindowTest {
  private final SequenceWindow window = new SequenceWindow();

  record Numbered(long sequence, long eventMillis) {}

  @Test
  void knowsANumberAgain() {
    assertThat(window.add(7, 100)).isTrue();
    assertThat(window.add(7, 100)).isFalse();
  }

  @Test
  void acceptsWhatWasOvertakenOnce() {
    assertThat(window.add(7, 100)).isTrue();
    assertThat(window.add(9, 120)).isTrue();
    assertThat(window.add(8, 110)).isTrue();
    assertThat(window.add(8, 110)).isFalse();
  }

  @Test
  void remembersTheLast64Numbers() {
    for (int i = 0; i < 64; i++) {
      assertThat(window.add(i, i)).isTrue();
    }
    for (int i = 0; i < 64; i++) {
      assertThat(window.add(i, i)).isFalse();
    }
  }

  @Test
  void letsThroughWhatItCannotKnow() {
    window.add(0, 0);
    window.add(64, 64);
    assertThat(window.add(0, 0)).isTrue();
    assertThat(window.add(64, 64)).isFalse();
  }

  @Test
  void startsAnewWhenALaterReadingIsFarBack() {
    window.add(1_000, 100);
    assertThat(window.add(1, 200)).isTrue();
    assertThat(window.add(2, 300)).isTrue();
    assertThat(window.add(2, 300)).isFalse();
  }

  @Test
  void startsAnewWhenAKnownNumberIsMeasuredLater() {
    for (int i = 1; i <= 30; i++) {
      window.add(i, i);
    }
    for (int i = 1; i <= 30; i++) {
      assertThat(window.add(i, 100 + i)).as("number %d after the restart", i).isTrue();
      assertThat(window.add(i, 100 + i)).as("number %d again", i).isFalse();
    }
  }

  @Test
  void survivesTheEndsOfTheNumbers() {
    assertThat(window.add(Long.MAX_VALUE, 1)).isTrue();
    assertThat(window.add(Long.MAX_VALUE, 1)).isFalse();
    assertThat(window.add(Long.MIN_VALUE, 2)).isTrue();
    assertThat(window.add(0, 3)).isTrue();
    assertThat(window.add(0, 3)).isFalse();
  }

  @Property
  void agreesWithASetOfAllNumbersWithinReach(@ForAll("resends") List<Numbered> arrivals) {
    SequenceWindow judge = new SequenceWindow();
    Set<Long> seen = new HashSet<>();
    long highest = Long.MIN_VALUE;
    for (Numbered next : arrivals) {
      boolean known = next.sequence() > highest - 64 && seen.contains(next.sequence());
      assertThat(judge.add(next.sequence(), next.eventMillis())).isEqualTo(!known);
      seen.add(next.sequence());
      highest = Math.max(highest, next.sequence());
    }
  }

  /** A device that counts on, with losses, overtaking and repetition; time goes with the number. */
  @Provide
  Arbitrary<List<Numbered>> resends() {
    return Arbitraries.longs()
        .between(0, 200)
        .map(sequence -> new Numbered(sequence, sequence * 10))
        .list()
        .ofMaxSize(300);
  }

  @Property
  void acceptsEachReadingOfEachLifeOfADeviceOnce(@ForAll("lives") List<Integer> lives) {
    SequenceWindow judge = new SequenceWindow();
    long eventMillis = 0;
    for (int readings : lives) {
      for (int sequence = 1; sequence <= readings; sequence++) {
        eventMillis += 10;
        assertThat(judge.add(sequence, eventMillis)).isTrue();
        assertThat(judge.add(sequence, eventMillis)).isFalse();
      }
    }
  }

  @Provide
  Arbitrary<List<Integer>> lives() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 200).list().ofSize(2),
            Arbitraries.integers().between(1, 100).list().ofMaxSize(3))
        .as(
            (first, more) -> {
              first.addAll(more);
              return first;
            });
  }
}
