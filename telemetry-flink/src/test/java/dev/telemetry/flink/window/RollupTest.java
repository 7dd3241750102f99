package dev.telemetry.flink.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.telemetry.flink.window.Rollup.Place;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;

class RollupTest {

  @Test
  void cutsOffTheLastSegmentOfAPath() {
    assertThat(PlantPath.parentOf("plant-1/line-2/press-7")).isEqualTo("plant-1/line-2");
    assertThat(PlantPath.parentOf("plant-1/line-2")).isEqualTo("plant-1");
    assertThat(PlantPath.parentOf("plant-1")).isNull();
    assertThat(PlantPath.parentOf("/plant-1")).isNull();
    assertThat(PlantPath.parentOf("")).isNull();
  }

  @Test
  void countsLevelsFromTheTop() {
    Rollup rollup = new Rollup(PlantPath::parentOf, 3);
    assertThat(rollup.above("a/b/c/d", "t", "Cel")).isEqualTo(new Place(3, "a/b/c#t[Cel]"));
    assertThat(rollup.above("a/b/c", "t", "Cel")).isEqualTo(new Place(2, "a/b#t[Cel]"));
    assertThat(rollup.above("a/b/c/d/e/f", "t", "Cel")).isEqualTo(new Place(3, "a/b/c#t[Cel]"));
    assertThat(rollup.above("a", "t", "Cel")).isEqualTo(Place.NOWHERE);
  }

  @Test
  void leavesOutWhatHasNoEndUpwards() {
    assertThat(new Rollup(key -> key, 3).above("a", "t", "Cel")).isEqualTo(Place.NOWHERE);
  }

  @Test
  void needsALevel() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Rollup(PlantPath::parentOf, 0))
        .withMessage("levels must be at least 1, was 0");
  }

  @Test
  void namesWhatIsRolledUp() {
    assertThat(RollupKey.of("plant-1/line-2", "temperature", "Cel"))
        .isEqualTo("plant-1/line-2#temperature[Cel]");
    assertThat(RollupKey.of("zone-4", "", "")).isEqualTo("zone-4#");
    assertThat(RollupKey.of("a#b", "50%", "[degF]")).isEqualTo("a%23b#50%25[[degF]]");
  }

  @Property
  void readsBackWhatItNames(
      @ForAll @Chars({'#', '%', '[', ']', '/', '2', '3', '5', 'B'}) String path,
      @ForAll @Chars({'#', '%', '[', ']', '/', '2', '3', '5', 'B'}) String metric,
      @ForAll @Chars({'[', ']', '#', '%'}) @CharRange(from = 'a', to = 'c') String unit) {
    String key = RollupKey.of(path, metric, unit);
    assertThat(RollupKey.pathOf(key)).isEqualTo(path);
    assertThat(RollupKey.metricOf(key)).isEqualTo(metric);
    assertThat(RollupKey.unitOf(key)).isEqualTo(unit);
  }
}
