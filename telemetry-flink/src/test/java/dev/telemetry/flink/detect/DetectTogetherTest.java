package dev.telemetry.flink.detect;

import static dev.telemetry.testkit.AnomalyMatchers.closed;
import static dev.telemetry.testkit.AnomalyMatchers.opened;
import static dev.telemetry.testkit.Sensors.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telemetry.detect.Dimension;
import dev.telemetry.detect.RandomCutForest;
import dev.telemetry.flink.window.PlantPath;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.GridPoint;
import dev.telemetry.model.PointOrigin;
import dev.telemetry.testkit.OperatorTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DetectTogetherTest {
  private static final RandomCutForest FOREST =
      RandomCutForest.of(Dimension.of("oil", "Cel"), Dimension.of("pump", "bar"))
          .shingle(2)
          .trees(10)
          .sampleSize(32)
          .afterWarmUp(60);
  private static final String PRESS = "plant-1/press-7";

  private static OperatorTest<GridPoint, Anomaly> run() {
    return OperatorTest.of(DetectTogether.with(FOREST).<String>build())
        .keyedBy(point -> PlantPath.parentOf(point.getKey()), Types.STRING)
        .timestampedBy(point -> point.getEventTime().toEpochMilli());
  }

  private static GridPoint point(String sensor, long second, @Nullable Double value) {
    return new GridPoint(
        "grid",
        PRESS + "/" + sensor,
        "",
        "",
        Instant.ofEpochSecond(second),
        value,
        value == null ? PointOrigin.MISSING : PointOrigin.HELD,
        0L);
  }

  /** One vector a second, out of order within ten; second 300 is abnormal. */
  private static List<GridPoint> machine(int from, int to) {
    Random random = new Random(from);
    List<GridPoint> points = new ArrayList<>();
    for (int second = from; second < to; second++) {
      boolean bad = second == 300;
      points.add(point("oil", second, bad ? 90 : 60 + random.nextDouble()));
      points.add(point("pump", second, bad ? 1 : 5 + random.nextDouble()));
      points.add(point("door", second, 1.0));
    }
    for (int i = 0; i + 30 <= points.size(); i += 30) {
      Collections.shuffle(points.subList(i, i + 30), random);
    }
    return points;
  }

  @Test
  void judgesTheSensorsOfAMachineTogetherInOrderOfTime() {
    OperatorTest<GridPoint, Anomaly> test =
        run()
            .reads(machine(0, 310))
            .watermark(299)
            .emitsNothing()
            .watermark(310)
            .emits(opened(PRESS, at(300)), closed(PRESS, at(302)))
            .leavesNoTimers();
    Anomaly opening = test.outputs().get(0);
    assertThat(opening.getEpisode())
        .isEqualTo("together|plant-1/press-7|random-cut-forest.v1|1970-01-01T00:05:00Z");
    assertThat(opening.getExplanation())
        .matches(
            "(oil 90 Cel|pump 1 bar) \\(\\d+ %\\), (oil 90 Cel|pump 1 bar) \\(\\d+ %\\): unusual"
                + " together, the forest's score is [0-9.]+, usually [0-9.]+");
    assertThat(opening.getObserved()).isGreaterThan(opening.getUpper());
    assertThat(test.counter("vectors")).isEqualTo(310);
    assertThat(test.counter("judged")).isEqualTo(620);
    assertThat(test.counter("ignored")).isEqualTo(310);
    assertThat(test.counter("opened")).isEqualTo(1);
    assertThat(test.counter("closed")).isEqualTo(1);
  }

  @Test
  void givesTheSameAnomaliesThroughRestores() {
    List<Anomaly> unbroken = run().reads(machine(0, 310)).watermark(310).outputs();
    OperatorTest<GridPoint, Anomaly> broken = run();
    List<GridPoint> points = machine(0, 310);
    for (int i = 0; i < points.size(); i += 30) {
      broken
          .reads(points.subList(i, i + 30))
          .snapshotAndRestore()
          .watermark(i / 3 + 4)
          .snapshotAndRestore();
    }
    assertThat(broken.watermark(310).outputs()).hasSize(2).isEqualTo(unbroken);
  }

  @Test
  void leavesAVectorOutThatLacksASensor() {
    OperatorTest<GridPoint, Anomaly> test =
        run()
            .reads(point("oil", 1, 60.0), point("pump", 1, null))
            .reads(point("oil", 2, 60.0), point("pump", 2, 5.0), point("pump", 2, 6.0))
            .watermark(2)
            .reads(point("oil", 2, 60.0))
            .emitsOn(DetectTogether.LATE, point("oil", 2, 60.0));
    assertThat(test.counter("vectors")).isEqualTo(2);
    assertThat(test.counter("incomplete")).isEqualTo(1);
    assertThat(test.counter("ignored")).isEqualTo(1);
    assertThat(test.counter("late")).isEqualTo(1);
  }

  @Test
  void refusesToForgetAtOnce() {
    assertThatThrownBy(() -> DetectTogether.with(FOREST).forgetAfter(Duration.ZERO))
        .hasMessage("forgetAfter must be positive, was PT0S");
  }
}
