package dev.telemetry.examples.factory.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PointsTest {
  @Test
  void keepsTheOrderInWhichPointsCome() {
    Points points = new Points(8);
    points.add(3, 0.3);
    points.add(1, 0.1);

    assertThat(points.all()).isDeepEqualTo(new double[][] {{3, 0.3}, {1, 0.1}});
  }

  @Test
  void staysBoundedAndKeepsSpikesAndTheNewest() {
    Points points = new Points(16);
    for (int i = 0; i < 10_000; i++) {
      points.add(i, i == 77 ? 500 : i == 78 ? -500 : i % 3);
    }

    double[][] kept = points.all();
    assertThat(kept.length).isBetween(8, 16);
    assertThat(kept[kept.length - 1][0]).isEqualTo(9_999);
    assertThat(List.of(kept)).anySatisfy(pair -> assertThat(pair).containsExactly(77, 500));
    assertThat(List.of(kept)).anySatisfy(pair -> assertThat(pair).containsExactly(78, -500));
    for (int i = 1; i < kept.length; i++) {
      assertThat(kept[i][0]).isGreaterThan(kept[i - 1][0]);
    }
  }

  @Test
  void forgetsAllWhenCleared() {
    Points points = new Points(8);
    points.add(1, 1);
    points.clear();

    assertThat(points.size()).isZero();
    assertThat(points.all().length).isZero();
  }

  @Test
  void refusesACapacityThatCannotBeThinned() {
    assertThatThrownBy(() -> new Points(7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("capacity must be >= 8, was 7");
  }
}
