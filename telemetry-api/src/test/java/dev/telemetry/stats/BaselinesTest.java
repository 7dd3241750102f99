package dev.telemetry.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BaselinesTest {

  @Property(tries = 300)
  void rollingEqualsTheMomentsOfTheSlicesStillInside(
      @ForAll @Size(min = 1, max = 300) List<@DoubleRange(min = -50, max = 50) Double> values,
      @ForAll @IntRange(min = 1, max = 20) int step) {
    RollingMoments rolling = new RollingMoments(320);
    for (int i = 0; i < values.size(); i++) {
      rolling.add(1e9 + values.get(i), (long) i * step);
    }

    Moments expected = new Moments();
    long newestSlice = (long) (values.size() - 1) * step / 10;
    for (int i = 0; i < values.size(); i++) {
      if (newestSlice - (long) i * step / 10 < RollingMoments.SLICES) {
        expected.add(1e9 + values.get(i), i);
      }
    }

    assertThat(rolling.count()).isEqualTo(expected.count());
    assertThat(rolling.mean()).isCloseTo(expected.mean(), within(1e-5));
    assertThat(rolling.standardDeviation()).isCloseTo(expected.standardDeviation(), within(1e-4));
  }

  @Test
  void rollingRunsEmptyWhenTimePasses() {
    RollingMoments rolling = new RollingMoments(1000);
    rolling.add(5, 0);
    rolling.add(7, 10);

    rolling.advanceTo(5000);

    assertThat(rolling.count()).isZero();
    assertThat(rolling.mean()).isNaN();
    assertThat(rolling.standardDeviation()).isNaN();
  }

  @Test
  void rollingLeavesOutWhatIsOlderThanItsWindow() {
    RollingMoments rolling = new RollingMoments(320);
    rolling.add(1, 1000);
    rolling.add(99, 10);
    rolling.add(3, 995);

    assertThat(rolling.count()).isEqualTo(2);
    assertThat(rolling.mean()).isEqualTo(2.0);
  }

  @Test
  void ewmaForgetsHalfInAHalfLife() {
    EwmaMoments ewma = new EwmaMoments(1000);
    for (int i = 0; i < 100; i++) {
      ewma.add(10, i * 1000L);
    }

    ewma.add(20, 100_000);

    assertThat(ewma.mean()).isCloseTo(15, within(1e-9));
    assertThat(ewma.standardDeviation()).isCloseTo(5, within(1e-9));
  }

  @Test
  void ewmaStartsAsAPlainMean() {
    EwmaMoments ewma = new EwmaMoments(1_000_000);
    ewma.add(1, 0);
    ewma.add(2, 1);
    ewma.add(6, 2);

    assertThat(ewma.mean()).isCloseTo(3, within(1e-6));
  }

  @Test
  void bothComeBackFromTheirBytes() throws IOException {
    RollingMoments rolling = new RollingMoments(320);
    EwmaMoments ewma = new EwmaMoments(50);
    for (int i = 0; i < 100; i++) {
      rolling.add(i % 7, i * 9L);
      ewma.add(i % 5, i * 9L);
    }
    var bytes = new ByteArrayOutputStream();
    rolling.writeTo(new DataOutputStream(bytes));
    ewma.writeTo(new DataOutputStream(bytes));
    var in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    RollingMoments rollingRead = new RollingMoments(320);
    EwmaMoments ewmaRead = new EwmaMoments(50);
    rollingRead.readFrom(in);
    ewmaRead.readFrom(in);

    assertThat(bytes.size()).isEqualTo(12 + 32 * 25 + 32);
    assertThat(rollingRead.mean()).isEqualTo(rolling.mean());
    assertThat(rollingRead.standardDeviation()).isEqualTo(rolling.standardDeviation());
    assertThat(ewmaRead.mean()).isEqualTo(ewma.mean());
    assertThat(ewmaRead.standardDeviation()).isEqualTo(ewma.standardDeviation());
  }

  @Test
  void refusesAnEmptyWindow() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RollingMoments(0))
        .withMessageContaining("span");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EwmaMoments(0))
        .withMessageContaining("halfLife");
  }
}
