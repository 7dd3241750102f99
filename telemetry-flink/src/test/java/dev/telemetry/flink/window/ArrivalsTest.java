package dev.telemetry.flink.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private static final int KEYS = 5;
  private static final Windows WINDOWS =
      new Windows(List.of(Window.of(Duration.ofSeconds(1), Duration.ofSeconds(1))), 0);

  private final Arrivals<Integer> arrivals = new Arrivals<>();
  private final List<Bundle.Head<Integer>> heads = new ArrayList<>();
  private final List<KeyState> states = new ArrayList<>();

  ArrivalsTest() {
    for (int key = 0; key < KEYS; key++) {
      heads.add(new Bundle.Head<>(key, "temperature", "Cel"));
      states.add(new KeyState(WINDOWS));
    }
  }

  @Property(tries = 200)
  void givesEachKeyAllOfItsReadings(
      @ForAll @Size(max = 300) List<@IntRange(max = KEYS - 1) Integer> keys,
      @ForAll @IntRange(min = 1, max = 9) int each) {
    for (int key : keys) {
      come(key, each);
    }
    for (int key = 0; key < KEYS; key++) {
      int wanted = key;
      int bundles = (int) keys.stream().filter(other -> other == wanted).count();
      PendingReadings taken = take(key);
      assertThat(taken.countBefore(Long.MAX_VALUE)).isEqualTo(bundles * each);
      assertThat(values(taken))
          .allMatch(value -> value == wanted)
          .isSortedAccordingTo(Comparator.naturalOrder());
      assertThat(take(key).size()).isZero();
    }
    assertThat(arrivals.size()).isEqualTo(keys.size());
    for (int bundle = 0; bundle < arrivals.size(); bundle++) {
      assertThat(arrivals.hasGone(bundle)).isTrue();
    }
    arrivals.clear();
  }

  @Test
  void tellsWhatHasNotGone() {
    come(1, 3);
    come(2, 4);
    come(1, 1);

    take(1);

    assertThat(arrivals.hasGone(0)).isTrue();
    assertThat(arrivals.hasGone(1)).isFalse();
    assertThat(arrivals.hasGone(2)).isTrue();
    assertThat(arrivals.head(1)).isSameAs(heads.get(2));
    assertThat(arrivals.earliest(1)).isZero();
    assertThat(arrivals.latest(1)).isEqualTo(3);
  }

  @Test
  void keepsTheOrderInWhichTheyCame() {
    for (long time : new long[] {10, 20, 30}) {
      Readings one = new Readings();
      one.add(time, 1);
      arrivals.add(heads.get(0), one);
      arrivals.linkNext(states.get(0));
    }
    PendingReadings taken = take(0);
    assertThat(List.of(taken.time(0), taken.time(1), taken.time(2))).containsExactly(10L, 20L, 30L);
  }

  @Test
  void beginsAnewAfterABurst() {
    for (int burst : new int[] {1_000, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 500}) {
      for (int bundle = 0; bundle < burst; bundle++) {
        come(bundle % KEYS, 7);
      }
      int taken = 0;
      for (int key = 0; key < KEYS; key++) {
        taken += take(key).size();
      }
      assertThat(taken).isEqualTo(7 * burst);
      arrivals.clear();
      assertThat(arrivals.size()).isZero();
      assertThat(arrivals.linked()).isZero();
    }
  }

  @Test
  void hasAnEnd() {
    Readings readings = new Readings();
    for (int i = 0; i < 1 << 20; i++) {
      readings.add(i, 1);
    }
    for (int i = 0; i < 4; i++) {
      assertThat(arrivals.hasRoomFor(readings)).isTrue();
      arrivals.add(heads.get(0), readings);
    }
    assertThat(arrivals.hasRoomFor(readings)).isFalse();
  }

  private void come(int key, int count) {
    Readings readings = new Readings();
    for (int i = 0; i < count; i++) {
      readings.add(i, key);
    }
    arrivals.add(heads.get(key), readings);
    arrivals.linkNext(states.get(key));
  }

  private PendingReadings take(int key) {
    PendingReadings taken = new PendingReadings();
    arrivals.take(states.get(key), taken);
    return taken;
  }

  private static List<Double> values(PendingReadings readings) {
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < readings.size(); i++) {
      values.add(readings.value(i));
    }
    return values;
  }
}
