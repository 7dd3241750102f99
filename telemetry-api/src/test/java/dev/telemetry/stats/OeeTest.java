package dev.telemetry.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class OeeTest {
  private static final double UNKNOWN = Double.NaN;

  @Test
  void worksOutTheUsualExample() {
    // a shift of 7 h planned with 47 min of stops, 1 s an item, 19,271 items of which 423 are bad
    Oee shift = new Oee(420 * 60, 373 * 60, 1, 18_848, 19_271);

    assertThat(shift.availability()).isCloseTo(0.8881, within(5e-5));
    assertThat(shift.performance()).isCloseTo(0.8611, within(5e-5));
    assertThat(shift.quality()).isCloseTo(0.9780, within(5e-5));
    assertThat(shift.effectiveness()).isCloseTo(0.7479, within(5e-5));
  }

  @Property(tries = 300)
  void isTheProductOfItsFactors(
      @ForAll @DoubleRange(min = 1, max = 1e5) double planned,
      @ForAll @DoubleRange(min = 0.01, max = 1e5) double run,
      @ForAll @DoubleRange(min = 0.01, max = 1e3) double idealCycle,
      @ForAll @IntRange(min = 0, max = 100_000) int good,
      @ForAll @IntRange(min = 1, max = 100_000) int bad) {
    Oee oee = new Oee(planned, run, idealCycle, good, good + bad);

    double product = oee.availability() * oee.performance() * oee.quality();
    assertThat(oee.effectiveness()).isCloseTo(product, within(1e-12 * product));
  }

  @Test
  void isZeroWhereTheMachineStood() {
    Oee stood = new Oee(3_600, 0, 1, 0, 0);

    assertThat(stood.availability()).isZero();
    assertThat(stood.performance()).isNaN();
    assertThat(stood.quality()).isNaN();
    assertThat(stood.effectiveness()).isZero();
  }

  @Test
  void isUndefinedWhereNothingWasPlanned() {
    Oee unplanned = new Oee(0, 0, 1, 0, 0);

    assertThat(unplanned.availability()).isNaN();
    assertThat(unplanned.effectiveness()).isNaN();
  }

  @Test
  void saysWhatItCanWhereAnInputIsUnknown() {
    Oee withoutRunTime = new Oee(3_600, UNKNOWN, 1, 90, 100);
    assertThat(withoutRunTime.quality()).isEqualTo(0.9);
    assertThat(withoutRunTime.availability()).isNaN();
    assertThat(withoutRunTime.performance()).isNaN();
    assertThat(withoutRunTime.effectiveness()).isNaN();

    Oee withoutCounts = new Oee(3_600, 1_800, 1, UNKNOWN, UNKNOWN);
    assertThat(withoutCounts.availability()).isEqualTo(0.5);
    assertThat(withoutCounts.performance()).isNaN();
    assertThat(withoutCounts.quality()).isNaN();
    assertThat(withoutCounts.effectiveness()).isNaN();
  }

  @Test
  void doesNotHideASetUpThatCannotBe() {
    Oee tooFast = new Oee(100, 200, 2, 300, 300);

    assertThat(tooFast.availability()).isEqualTo(2);
    assertThat(tooFast.performance()).isEqualTo(3);
    assertThat(tooFast.effectiveness()).isEqualTo(6);
  }
}
