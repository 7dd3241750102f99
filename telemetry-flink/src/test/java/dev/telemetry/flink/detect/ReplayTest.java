package dev.telemetry.flink.detect;

import static dev.telemetry.testkit.Sensors.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.telemetry.detect.DetectorCatalog;
import dev.telemetry.detect.Threshold;
import dev.telemetry.detect.Verdict.Phase;
import dev.telemetry.flink.detect.Replay.Judged;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.DetectorRule;
import dev.telemetry.model.EpisodePhase;
import dev.telemetry.testkit.Sensor;
import dev.telemetry.testkit.Sensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayTest {
  private static final Threshold HOT = Threshold.above(90);

  @TempDir Path folder;

  private Replay replay(String... lines) throws IOException {
    return Replay.of(Files.write(folder.resolve("press-7.csv"), List.of(lines)));
  }

  @Test
  void tellsWhatADetectorSaysOfEachValue() throws IOException {
    List<Judged> all =
        replay("timestamp,value", "0,80", "1,95.5", "2,80")
            .measuring("temperature", "Cel")
            .through(HOT)
            .toList();
    assertThat(all)
        .extracting(Judged::phase)
        .containsExactly(Phase.NORMAL, Phase.OPENED, Phase.CLOSED);
    assertThat(all.get(1).time()).isEqualTo(at(1));
    assertThat(all.get(1).value()).isEqualTo(95.5);
    assertThat(all.get(0).explanation()).isEmpty();
    assertThat(all.get(1).explanation()).isEqualTo("95.5 Cel is above 90 Cel");
  }

  @Test
  void findsWhatTheJobWouldFind() throws Exception {
    DetectorRule rule = RuledRun.rule("hot", 4, "threshold", Map.of("above", "90"));
    Sensor press = Sensors.sensor("press-7");
    RuledRun job = RuledRun.with(RuledDetection.otherwise(), rule);
    job.judges(press.at(0).reads(80, 95, 99, 80, 91));
    List<Anomaly> tried =
        replay("t,value", "4,91", "0,80", "1,95", "2,99", "3,80")
            .measuring("temperature", "Cel")
            .anomalies(rule, DetectorCatalog.standard());
    assertThat(tried)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("id", "episode", "operator")
        .isEqualTo(job.anomalies());
  }

  @ParameterizedTest
  @CsvSource({
    "2013-12-02 21:15:00, 2013-12-02T21:15:00Z",
    "2013-12-02T21:15:00Z, 2013-12-02T21:15:00Z",
    "2013-12-02T22:15:00.250+01:00, 2013-12-02T21:15:00.250Z",
    "1386018900, 2013-12-02T21:15:00Z",
    "1386018900000, 2013-12-02T21:15:00Z",
    "17, 1970-01-01T00:00:17Z"
  })
  void readsTimes(String text, Instant time) throws IOException {
    assertThat(replay("time,value", text + ",95").anomalies(HOT))
        .singleElement()
        .satisfies(edge -> assertThat(edge.getEventTime()).isEqualTo(time));
  }

  @Test
  void readsTheColumnNamed() throws IOException {
    Replay replay = replay("time,speed,temperature", "0,1,95", "1,99,20");
    assertThat(replay.column("temperature").anomalies(HOT))
        .extracting(Anomaly::getPhase)
        .containsExactly(EpisodePhase.OPENED, EpisodePhase.CLOSED);
    assertThat(replay.anomalies(HOT)).extracting(Anomaly::getOpenedAt).containsExactly(at(1));
  }

  @Test
  void passesOverCellsWithoutANumber() throws IOException {
    assertThat(replay("time,value", "0,", "1,NaN", "2,x", "3,95").through(HOT))
        .singleElement()
        .extracting(Judged::time)
        .isEqualTo(at(3));
  }

  @Test
  void saysWhatIsWrongWithTheFile() throws IOException {
    Replay badTime = replay("time,value", "0,1", "yesterday,2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> badTime.anomalies(HOT))
        .withMessageContaining("press-7.csv, row 2: no time is \"yesterday\"");
    Replay noColumn = replay("time,value", "0,1").column("pressure");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> noColumn.anomalies(HOT))
        .withMessageContaining("no column pressure, only [time, value]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Replay.of(folder.resolve("missing.csv")).anomalies(HOT))
        .withMessageContaining("missing.csv cannot be read");
  }
}
