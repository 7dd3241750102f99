package dev.telemetry.flink.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ClockGuardTest {
  private static final Duration BOUND = Duration.ofSeconds(10);

  @Nested
  class Live {
    private final ClockGuard guard = ClockGuard.live(BOUND);

    @Test
    void letsThroughWhatIsAtTheBound() {
      assertThat(guard.isAhead(110_000, 100_000, 0)).isFalse();
    }

    @Test
    void refusesWhatIsPastTheBound() {
      assertThat(guard.isAhead(110_001, 100_000, 0)).isTrue();
    }

    @Test
    void letsThroughAllOfThePast() {
      assertThat(guard.isAhead(Long.MIN_VALUE, 0, 0)).isFalse();
    }

    @Test
    void doesNotOverflowAtTheEndsOfTime() {
      assertThat(guard.isAhead(Long.MAX_VALUE, Long.MAX_VALUE, 0)).isFalse();
      assertThat(guard.isAhead(Long.MAX_VALUE, Long.MAX_VALUE - 10_000, 0)).isFalse();
      assertThat(guard.isAhead(Long.MAX_VALUE, Long.MAX_VALUE - 10_001, 0)).isTrue();
      assertThat(guard.isAhead(Long.MIN_VALUE, Long.MIN_VALUE, 0)).isFalse();
      assertThat(guard.isAhead(Long.MAX_VALUE, Long.MIN_VALUE, 0)).isTrue();
    }

    @Test
    void saysBothTimesAndTheBound() {
      assertThat(guard.explain(110_001, 100_000))
          .isEqualTo(
              "1970-01-01T00:01:50.001Z is more than PT10S past the clock, 1970-01-01T00:01:40Z");
    }

    @Test
    void saysTheEndsOfTimeWithoutFailing() {
      assertThat(guard.explain(Long.MAX_VALUE, Long.MIN_VALUE)).contains("past the clock");
    }
  }

  @Nested
  class Recording {
    private final ClockGuard guard = ClockGuard.recording(BOUND);

    @Test
    void takesTheFirstReadingOfAPartitionAsItIs() {
      assertThat(ahead(5_000_000, 0)).isFalse();
    }

    @Test
    void letsThroughJumpsUpToTheBound() {
      assertThat(ahead(0, 0)).isFalse();
      assertThat(ahead(10_000, 0)).isFalse();
      assertThat(ahead(20_000, 0)).isFalse();
    }

    @Test
    void refusesALoneJumpAndGoesOnBefore() {
      assertThat(ahead(0, 0)).isFalse();
      assertThat(ahead(1_000_000, 0)).isTrue();
      assertThat(ahead(1_000, 0)).isFalse();
      assertThat(ahead(1_000_000, 0)).isTrue();
      assertThat(ahead(2_000, 0)).isFalse();
    }

    @Test
    void followsAJumpThatTheNextReadingConfirms() {
      assertThat(ahead(0, 0)).isFalse();
      assertThat(ahead(1_000_000, 0)).isTrue();
      assertThat(ahead(1_000_500, 0)).isFalse();
      assertThat(ahead(1_001_000, 0)).isFalse();
    }

    @Test
    void followsAJumpConfirmedByAnEarlierNeighbour() {
      assertThat(ahead(0, 0)).isFalse();
      assertThat(ahead(1_000_000, 0)).isTrue();
      assertThat(ahead(990_000, 0)).isFalse();
    }

    @Test
    void isNotConfirmedByAnotherWildClock() {
      assertThat(ahead(0, 0)).isFalse();
      assertThat(ahead(1_000_000, 0)).isTrue();
      assertThat(ahead(9_000_000, 0)).isTrue();
      assertThat(ahead(500_000, 0)).isTrue();
      assertThat(ahead(3_000, 0)).isFalse();
    }

    @Test
    void judgesEachPartitionByItself() {
      assertThat(ahead(0, 0)).isFalse();
      assertThat(ahead(1_000_000, 1)).isFalse();
      assertThat(ahead(1_000_000, 0)).isTrue();
      assertThat(ahead(1_001_000, 1)).isFalse();
    }

    @Test
    void doesNotAskTheClock() {
      assertThat(guard.isAhead(5_000_000, 0, 0)).isFalse();
      assertThat(guard.explain(5_000_000, 0))
          .isEqualTo("1970-01-01T01:23:20Z is more than PT10S past the readings before it");
    }

    @Test
    void doesNotOverflowAtTheEndsOfTime() {
      assertThat(ahead(Long.MAX_VALUE - 5, 0)).isFalse();
      assertThat(ahead(Long.MAX_VALUE, 0)).isFalse();
      assertThat(ahead(Long.MIN_VALUE, 1)).isFalse();
      assertThat(ahead(Long.MAX_VALUE, 1)).isTrue();
      assertThat(ahead(Long.MIN_VALUE, 1)).isFalse();
    }

    @Test
    void startsAnewWhereItIsShippedTo() throws Exception {
      assertThat(ahead(0, 0)).isFalse();
      ClockGuard shipped = InstantiationUtil.clone(guard);
      assertThat(shipped.isAhead(5_000_000, 0, 0)).isFalse();
      assertThat(shipped.isAhead(9_000_000, 0, 0)).isTrue();
    }

    private boolean ahead(long eventMillis, int partition) {
      return guard.isAhead(eventMillis, 0, partition);
    }
  }

  @Property
  void refusesLiveExactlyWhatIsPastClockAndBound(
      @ForAll long eventMillis,
      @ForAll @LongRange(min = -1L << 61, max = 1L << 61) long clockMillis,
      @ForAll @LongRange(min = 0, max = 1L << 50) long boundMillis) {
    ClockGuard guard = ClockGuard.live(Duration.ofMillis(boundMillis));
    assertThat(guard.isAhead(eventMillis, clockMillis, 0))
        .isEqualTo(eventMillis > clockMillis + boundMillis);
  }

  @Test
  void refusesANegativeBound() {
    assertThatThrownBy(() -> ClockGuard.live(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxAhead must not be negative, was PT-0.001S");
    assertThatThrownBy(() -> ClockGuard.recording(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxJump must not be negative, was PT-0.001S");
  }
}
