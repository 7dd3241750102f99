package dev.telemetry.examples.factory.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class OverviewTest {
  @Test
  void keepsAllPointsWhileThereIsRoom() {
    Overview overview = new Overview(4);
    overview.add(new double[] {1, 0.1});
    overview.add(new double[] {2, 0.2});

    assertThat(overview.before(3)).isDeepEqualTo(new double[][] {{1, 0.1}, {2, 0.2}});
    assertThat(overview.before(2)).isDeepEqualTo(new double[][] {{1, 0.1}});
  }

  @Test
  void staysBoundedAndEvenAndKeepsSpikes() {
    Overview overview = new Overview(100);
    for (int i = 0; i < 10_000; i++) {
      overview.add(new double[] {i, i == 77 ? 500 : i == 78 ? -500 : i % 3});
    }

    double[][] kept = overview.before(Double.MAX_VALUE);
    assertThat(kept.length).isBetween(50, 200);
    assertThat(List.of(kept)).anySatisfy(p -> assertThat(p).containsExactly(77, 500));
    assertThat(List.of(kept)).anySatisfy(p -> assertThat(p).containsExactly(78, -500));
    for (int i = 1; i < kept.length; i++) {
      assertThat(kept[i][0] - kept[i - 1][0]).isBetween(1.0, 512.0);
    }
  }

  @Test
  void refusesAnOddCapacity() {
    assertThatThrownBy(() -> new Overview(3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("capacity must be even and >= 2, was 3");
  }
}
