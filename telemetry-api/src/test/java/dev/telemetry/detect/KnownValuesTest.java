package dev.telemetry.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class KnownValuesTest {
  private final KnownValues known = new KnownValues();

  @Test
  void findsTheNearestOfAFewExactly() {
    known.add(3);
    known.add(1);
    known.add(8);

    assertThat(known.distanceOf(5)).isEqualTo(2);
    assertThat(known.distanceOf(6)).isEqualTo(2);
    assertThat(known.distanceOf(8)).isZero();
    assertThat(known.distanceOf(-4)).isEqualTo(5);
    assertThat(known.below(3)).isEqualTo(1);
    assertThat(known.above(3)).isEqualTo(3);
    assertThat(known.below(1)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(known.above(9)).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Property(tries = 50)
  void staysNearTheTruthInLittleRoom(@ForAll int seed) {
    KnownValues known = new KnownValues();
    Random random = new Random(seed);
    List<Double> all = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      double value = random.nextInt(10) == 0 ? random.nextGaussian() * 100 : random.nextDouble();
      all.add(value);
      known.add(value);
    }
    double coarsest = 20;

    for (int i = 0; i < 100; i++) {
      double asked = random.nextGaussian() * 200;
      double exact = all.stream().mapToDouble(v -> Math.abs(v - asked)).min().orElseThrow();
      assertThat(known.distanceOf(asked)).isCloseTo(exact, within(coarsest));
    }
  }

  @Test
  void keepsItsRoomWithTheLargestOfNumbers() {
    for (int i = 0; i < 1000; i++) {
      known.add((i % 2 == 0 ? 1 : -1) * Double.MAX_VALUE / (1 + i));
    }

    assertThat(known.distanceOf(0)).isNotNaN().isBetween(0.0, Double.MAX_VALUE);
  }
}
