package dev.telemetry.flink.window;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WindowTest {
  private static final Window SLIDING = Window.of(ofMillis(30), ofMillis(10));

  @Test
  void endsAtMultiplesOfTheSlideAfterTheTime() {
    assertThat(SLIDING.firstEnd(0)).isEqualTo(10);
    assertThat(SLIDING.firstEnd(9)).isEqualTo(10);
    assertThat(SLIDING.firstEnd(10)).isEqualTo(20);
    assertThat(SLIDING.lastEnd(0)).isEqualTo(30);
    assertThat(SLIDING.lastEnd(9)).isEqualTo(30);
  }

  @Test
  void worksBefore1970() {
    assertThat(SLIDING.firstEnd(-1)).isZero();
    assertThat(SLIDING.firstEnd(-10)).isZero();
    assertThat(SLIDING.firstEnd(-11)).isEqualTo(-10);
    assertThat(SLIDING.lastEnd(-1)).isEqualTo(20);
    assertThat(SLIDING.endsAt(-10)).isTrue();
    assertThat(SLIDING.endsAt(-11)).isFalse();
  }

  @Property
  void holdsATimeInAsManyWindowsAsSlidesFitIntoTheSize(
      @ForAll @IntRange(min = 1, max = 50) int slide,
      @ForAll @IntRange(min = 1, max = 20) int slides,
      @ForAll @IntRange(min = -10_000, max = 10_000) int time) {
    Window window = Window.of(ofMillis((long) slide * slides), ofMillis(slide));
    int holding = 0;
    for (long end = window.firstEnd(time); end <= window.lastEnd(time); end += window.slide()) {
      assertThat(window.endsAt(end)).isTrue();
      assertThat(time).isBetween((int) (end - window.size()), (int) end - 1);
      holding++;
    }
    assertThat(holding).isEqualTo(slides);
  }

  @Property
  void aWatermarkClosesNoMoreThanTheEndOfTheStepBeforeIt(
      @ForAll @IntRange(min = 1, max = 50) int slide,
      @ForAll @IntRange(max = 120) int lateness,
      @ForAll @IntRange(min = -10_000, max = 10_000) int watermark) {
    Windows windows =
        new Windows(List.of(Window.of(ofMillis(3L * slide), ofMillis(slide))), lateness);
    long before = windows.stepBefore(watermark);
    assertThat(before).isBetween(watermark - windows.stepMillis() + 1, (long) watermark);
    assertThat(windows.mayClose(before, watermark)).isFalse();
    assertThat(windows.mayClose(before - 1, before)).isTrue();
  }

  @Test
  void thereIsAStepBeforeTheFirstOfAllWatermarks() {
    Windows windows = new Windows(List.of(SLIDING), 0);
    assertThat(windows.stepBefore(Long.MIN_VALUE)).isLessThan(Long.MIN_VALUE + 20);
    assertThat(windows.stepBefore(Long.MIN_VALUE + 4)).isLessThan(Long.MIN_VALUE + 20);
  }

  @Test
  void refusesASlideThatIsNotWholeMilliseconds() {
    assertThatThrownBy(() -> Window.of(ofSeconds(1), ofNanos(1_500_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("slide must be whole milliseconds and > 0, was PT0.0015S");
    assertThatThrownBy(() -> Window.of(ofSeconds(1), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Window.of(ofSeconds(1), ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesASizeThatIsNoMultipleOfTheSlide() {
    assertThatThrownBy(() -> Window.of(ofSeconds(10), ofSeconds(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("size must be a multiple of the slide, was PT10S and PT3S");
    assertThatThrownBy(() -> Window.of(ofSeconds(-10), ofSeconds(5)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Window.of(ofNanos(10_500_000), ofMillis(10)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sharesSlicesOfTheGreatestCommonDivisor() {
    Windows windows =
        new Windows(
            List.of(
                Window.of(ofMillis(60), ofMillis(12)),
                Window.of(ofMillis(54), ofMillis(18)),
                Window.of(ofMillis(60), ofMillis(12))),
            5);
    assertThat(windows.kinds()).hasSize(2);
    assertThat(windows.sliceMillis()).isEqualTo(6);
    assertThat(windows.sliceOf(13)).isEqualTo(12);
    assertThat(windows.sliceOf(-1)).isEqualTo(-6);
  }

  @Test
  void keepsASliceUntilItsLastWindowHasClosedForGood() {
    Windows windows = new Windows(List.of(SLIDING), 7);
    assertThat(windows.closesForGoodAt(30)).isEqualTo(36);
    assertThat(windows.endClosingForGoodAt(36)).isEqualTo(30);
    assertThat(windows.expiryOf(0)).isEqualTo(36);
    assertThat(windows.expiringAt(36)).isZero();
  }

  @Test
  void countsTheWindowsThatHaveClosedForGood() {
    Windows windows = new Windows(List.of(SLIDING, Window.of(ofMillis(10), ofMillis(10))), 7);
    assertThat(windows.holdingEachTime()).isEqualTo(4);
    assertThat(windows.closedForGood(5, 15)).isZero();
    assertThat(windows.closedForGood(5, 16)).isEqualTo(2);
    assertThat(windows.closedForGood(5, 26)).isEqualTo(3);
    assertThat(windows.closedForGood(5, 36)).isEqualTo(4);
  }
}
