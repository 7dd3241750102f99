package dev.telemetry.examples.factory.dashboard;

import static dev.telemetry.examples.factory.dashboard.Records.PRESS;
import static dev.telemetry.examples.factory.dashboard.Records.START;
import static dev.telemetry.examples.factory.dashboard.Records.at;
import static dev.telemetry.examples.factory.dashboard.Records.closed;
import static dev.telemetry.examples.factory.dashboard.Records.corrected;
import static dev.telemetry.examples.factory.dashboard.Records.opened;
import static dev.telemetry.examples.factory.dashboard.Records.reading;
import static dev.telemetry.examples.factory.dashboard.Records.rollup;
import static dev.telemetry.examples.factory.dashboard.Records.window;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.model.Anomaly;
import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.Severity;
import dev.telemetry.model.WindowStatistics;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FeedTest {
  private final Feed feed = new Feed();

  @Test
  void handsOutEachReadingOnceAndRemembersIt() {
    feed.add(reading(PRESS, 56.5, START));

    assertThat(feed.drain().sensors()).singleElement().satisfies(this::isThePress);
    assertThat(feed.drain().sensors()).isEmpty();
    assertThat(feed.snapshot().sensors()).singleElement().satisfies(this::isThePress);
    assertThat(feed.history(PRESS)).hasValueSatisfying(this::isThePress);
    assertThat(feed.history("plant-1/line-1/press-1/none")).isEmpty();
  }

  @Test
  void leavesOutWhatWouldSpoilTheChart() {
    SensorReading bad = reading(PRESS, 1, START);
    bad.setQuality(Quality.BAD);
    feed.add(bad);
    feed.add(reading(PRESS, Double.NaN, START));
    feed.add(reading(PRESS, Double.POSITIVE_INFINITY, START));
    feed.add(reading(PRESS, 1, Instant.now().plusSeconds(3600)));
    assertThat(feed.drain().sensors()).isEmpty();

    feed.add(reading(PRESS, 56.5, START));
    SensorReading kelvin = reading(PRESS, 329.6, at(1));
    kelvin.setUnit("K");
    feed.add(kelvin);
    assertThat(feed.drain().sensors()).singleElement().satisfies(this::isThePress);
  }

  @Test
  void staysBoundedUnderABurst() {
    for (int i = 0; i < 3_000; i++) {
      feed.add(reading("plant-1/line-1/press-" + i + "/temperature", i, START));
      feed.add(reading(PRESS, i, at(i)));
      feed.add(window(PRESS, at(10 * i), 10, i));
      feed.add(opened(PRESS, Severity.WARNING, at(i), "too warm"));
    }

    Update update = feed.drain();
    assertThat(update.sensors()).hasSize(1000);
    assertThat(update.sensors()).allSatisfy(s -> assertThat(s.points().length).isBetween(1, 16));
    assertThat(update.statistics()).hasSize(500);
    assertThat(update.anomalies()).hasSize(500);
    assertThat(feed.snapshot().anomalies()).hasSize(500);
    assertThat(feed.history(PRESS).orElseThrow().points().length).isBetween(900, 1500);
  }

  @Test
  void keepsTheCorrectionWhicheverCameFirst() {
    WindowStatistics first = window(PRESS, START, 10, 50);
    WindowStatistics correction = corrected(first, 60);
    feed.add(first);
    feed.add(correction);
    feed.add(first);

    assertThat(feed.drain().statistics())
        .singleElement()
        .satisfies(view -> assertThat(view.mean()).isEqualTo(60))
        .satisfies(view -> assertThat(view.revision()).isEqualTo(1));
    assertThat(feed.snapshot().statistics()).extracting(StatisticsView::mean).containsExactly(60.0);
  }

  @Test
  void remembersTheNewestWindowOfEachLength() {
    for (int i = 0; i < 10_000; i++) {
      feed.add(window(PRESS, at(i), 60, i));
      feed.add(rollup("plant-1/line-" + i, START, 10, i));
    }
    feed.add(window(PRESS, at(5), 60, 5));

    assertThat(feed.snapshot().statistics())
        .hasSize(6000)
        .filteredOn(view -> view.key().equals(PRESS))
        .extracting(StatisticsView::mean)
        .containsExactly(9999.0);
  }

  @Test
  void joinsTheEdgesOfAnEpisodeInAnyOrder() {
    Anomaly opening = opened(PRESS, Severity.CRITICAL, START, "91 Cel is above 90 Cel");
    Anomaly closing = closed(opening, at(60), "84 Cel is below 85 Cel");
    Feed reversed = new Feed();
    feed.add(opening);
    feed.add(closing);
    reversed.add(closing);
    reversed.add(opening);

    AnomalyView episode = feed.snapshot().anomalies().get(0);
    assertThat(episode).isEqualTo(reversed.snapshot().anomalies().get(0));
    assertThat(episode.open()).isFalse();
    assertThat(episode.explanation()).isEqualTo("91 Cel is above 90 Cel");
    assertThat(episode.closing()).isEqualTo("84 Cel is below 85 Cel");
    assertThat(episode.closedAt()).isEqualTo(at(60).toEpochMilli());
    assertThat(episode.peak()).isEqualTo(104.5);
  }

  private void isThePress(SensorView view) {
    assertThat(view.id()).isEqualTo(PRESS);
    assertThat(view.unit()).isEqualTo("Cel");
    assertThat(view.age()).isBetween(0L, 60_000L);
    assertThat(view.points()).isDeepEqualTo(new double[][] {{START.toEpochMilli(), 56.5}});
  }
}
