package dev.telemetry.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  private final Calibration calibration = new Calibration();

  @Test
  void relatesAScoreToTheGeometricMeanOfTheEightHighest() {
    add(92, 1);
    add(4, 2);
    add(4, 8);

    assertThat(calibration.usual()).isCloseTo(4, within(1e-9));
    assertThat(calibration.excess(12)).isCloseTo(3, within(1e-9));
    assertThat(calibration.score(3)).isCloseTo(1 - 8 / 100.0 / 27, within(1e-12));
    assertThat(calibration.count()).isEqualTo(100);
  }

  @Test
  void isNotDeafenedByOneMonster() {
    add(99, 1);
    calibration.add(1e6);

    assertThat(calibration.excess(100)).isGreaterThan(15);
  }

  @Test
  void isSilentUntilItHasSeenEnough() {
    add(49, 1);
    assertThat(calibration.excess(1000)).isZero();

    add(1, 1);
    assertThat(calibration.excess(1000)).isCloseTo(1000, within(1e-9));
  }

  @Test
  void isSilentWhereNextToNothingEverHappened() {
    add(1000, 0);
    add(2, 0.1);

    assertThat(calibration.excess(5)).isZero();
    assertThat(calibration.score(0)).isZero();
  }

  @Test
  void takesWhatIsNoNumberForNothing() {
    add(100, 1);

    for (double odd : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1, 0}) {
      calibration.add(odd);
    }

    assertThat(calibration.usual()).isCloseTo(1, within(1e-9));
    assertThat(calibration.excess(Double.NaN)).isZero();
    assertThat(calibration.excess(-1)).isZero();
  }

  @Property
  void judgesTheSameInAnyUnit(@ForAll @IntRange(min = -60, max = 60) int exponent) {
    double unit = Math.pow(2, exponent);
    Calibration plain = new Calibration();
    Calibration scaled = new Calibration();
    for (int i = 0; i < 200; i++) {
      double raw = i * 37 % 101;
      plain.add(raw);
      scaled.add(raw * unit);
    }

    assertThat(scaled.excess(300 * unit)).isCloseTo(plain.excess(300), within(1e-6));
  }

  @Test
  void goesOnAfterARestore() throws IOException {
    add(70, 3);
    var bytes = new ByteArrayOutputStream();
    calibration.writeTo(new DataOutputStream(bytes));
    Calibration restored = new Calibration();
    restored.readFrom(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

    assertThat(bytes.size()).isEqualTo(72);
    assertThat(restored.excess(9)).isEqualTo(calibration.excess(9)).isCloseTo(3, within(1e-9));
    assertThat(restored.score(3)).isEqualTo(calibration.score(3));
  }

  private void add(int times, double raw) {
    for (int i = 0; i < times; i++) {
      calibration.add(raw);
    }
  }
}
