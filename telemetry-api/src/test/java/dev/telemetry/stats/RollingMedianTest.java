package dev.telemetry.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RollingMedianTest {

  private static RollingMedian of(double... values) {
    RollingMedian window = new RollingMedian(values.length);
    for (int i = 0; i < values.length; i++) {
      window.add(values[i], i);
    }
    return window;
  }

  @Test
  void agreesWithTheTextbook() {
    RollingMedian window = of(1, 1, 2, 2, 4, 6, 9);

    assertThat(window.median()).isEqualTo(2);
    assertThat(window.medianDeviation()).isEqualTo(1);
    assertThat(window.robustDeviation()).isEqualTo(1.4826);
  }

  @Test
  void takesTheMiddleOfAnEvenNumber() {
    RollingMedian window = of(1, 2, 4, 10);

    assertThat(window.median()).isEqualTo(3);
    assertThat(window.medianDeviation()).isEqualTo(1.5);
  }

  @Test
  void looksFurtherOutWhereMostValuesAreEqual() {
    RollingMedian window = of(5, 5, 5, 5, 5, 5, 5, 5, 6, 7);

    assertThat(window.medianDeviation()).isZero();
    assertThat(window.robustDeviation()).isCloseTo(2 / 1.6449, within(1e-9));
  }

  @Test
  void knowsNothingWithoutValues() {
    RollingMedian window = new RollingMedian(10);

    assertThat(window.median()).isNaN();
    assertThat(window.medianDeviation()).isNaN();
    assertThat(window.robustDeviation()).isNaN();
    assertThat(of(7).medianDeviation()).isZero();
  }

  @Test
  void keepsOneValueOfEachSliceOfALongWindow() {
    RollingMedian window = new RollingMedian(2560);
    for (int i = 0; i < 100_000; i++) {
      window.add(i, i);
    }

    assertThat(window.count()).isEqualTo(RollingMedian.MOST);
    assertThat(window.median()).isCloseTo(100_000 - 1280, within(10.0));
  }

  @Test
  void letsWhatIsTooOldLeave() {
    RollingMedian window = new RollingMedian(100);
    window.add(1, 0);
    window.add(2, 50);
    window.advanceTo(99);
    assertThat(window.count()).isEqualTo(2);
    window.advanceTo(100);
    assertThat(window.median()).isEqualTo(2);
    window.advanceTo(1_000_000);
    assertThat(window.count()).isZero();
  }

  @Property(tries = 300)
  void agreesWithSortingAtEveryStep(
      @ForAll @Size(min = 1, max = 120) List<@IntRange(max = 20) Integer> values,
      @ForAll @IntRange(min = 1, max = 40) int span) {
    RollingMedian window = new RollingMedian(span);
    for (int i = 0; i < values.size(); i++) {
      window.add(values.get(i), i);
      double[] last =
          values.subList(Math.max(0, i + 1 - span), i + 1).stream()
              .mapToDouble(Integer::doubleValue)
              .toArray();
      double median = naiveMedian(last);
      double[] distances = new double[last.length];
      for (int j = 0; j < last.length; j++) {
        distances[j] = Math.abs(last[j] - median);
      }
      assertThat(window.count()).isEqualTo(last.length);
      assertThat(window.median()).isEqualTo(median);
      assertThat(window.medianDeviation()).isEqualTo(naiveMedian(distances));
    }
  }

  private static double naiveMedian(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  @Test
  void goesOnAfterItsBytesWereRead() throws IOException {
    RollingMedian window = new RollingMedian(1000);
    RollingMedian read = new RollingMedian(1000);
    Random random = new Random(3);
    for (int i = 0; i < 5000; i++) {
      window.add(random.nextGaussian(), i);
    }
    var bytes = new ByteArrayOutputStream();
    window.writeTo(new DataOutputStream(bytes));
    assertThat(bytes.size()).isLessThanOrEqualTo(4108);
    read.readFrom(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    for (int i = 5000; i < 9000; i++) {
      double value = random.nextGaussian();
      window.add(value, i);
      read.add(value, i);
      assertThat(read.median()).isEqualTo(window.median());
      assertThat(read.robustDeviation()).isEqualTo(window.robustDeviation());
    }
  }

  @Test
  void refusesAWindowWithoutLength() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RollingMedian(0))
        .withMessage("span must be >= 1, was 0");
  }
}
