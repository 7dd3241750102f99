package dev.telemetry.examples.factory.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telemetry.examples.factory.Tuning;
import dev.telemetry.examples.factory.demo.Report.Episode;
import dev.telemetry.examples.factory.replay.Nab;
import dev.telemetry.examples.factory.replay.Recording;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Recordings through the whole job: all is counted, every window is right, the failure is found.
 */
class RecordingReplayIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path folder;

  @Test
  void reportsTheFailureOfARecordedMachine() throws Exception {
    Path csv = Nab.machineTemperature();
    List<Nab.Label> labels = Nab.labelsOfMachineTemperature();
    Nab.Label shutdown = labels.get(1);
    Nab.Label breakdown = labels.get(labels.size() - 1);

    Report report = replay(csv, "--speed", "5000");

    assertReconciles(report, Recording.read(csv));
    assertThat(report.anomalies())
        .anyMatch(episode -> shutdown.covers(openingOf(episode)))
        .anyMatch(episode -> breakdown.covers(openingOf(episode)))
        .allMatch(episode -> episode.explanation().contains("was never"));
    assertThat(report.anomalies())
        .filteredOn(episode -> !shutdown.covers(openingOf(episode)))
        .filteredOn(episode -> !breakdown.covers(openingOf(episode)))
        .hasSizeLessThan(5);
  }

  @Test
  void reportsTheOverheatingOfARecordedOven() throws Exception {
    Path csv = OvenRecording.write(folder);

    Report report = replay(csv);

    assertReconciles(report, Recording.read(csv));
    assertThat(report.anomalies())
        .singleElement()
        .satisfies(episode -> assertThat(openingOf(episode)).isBefore(OvenRecording.HOT_TO))
        .satisfies(
            episode -> assertThat(openingOf(episode)).isAfterOrEqualTo(OvenRecording.HOT_FROM))
        .satisfies(episode -> assertThat(episode.explanation()).contains(" Cel "));
  }

  @Test
  void storesEveryWindowOfARecordedMachine() throws Exception {
    assertEveryWindowIsRight(Nab.machineTemperature());
  }

  @Test
  void storesEveryWindowOfARecordingOutOfOrder() throws Exception {
    assertEveryWindowIsRight(OvenRecording.write(folder));
  }

  /** As a user does, and nothing is left afterwards. */
  private Report replay(Path csv, String... more) throws Exception {
    Path file = folder.resolve("results").resolve("report.json");
    String[] arguments = {
      "--replay", csv.toString(), "--until-end", "--headless", "--report", file.toString()
    };
    try (DemoProcess demo = DemoProcess.start(folder, joined(arguments, more))) {
      int exitCode = demo.awaitEnd(PATIENCE);

      assertThat(demo.complaints()).isEmpty();
      assertThat(exitCode).isZero();
      demo.assertNothingLeft();
    }
    return new ObjectMapper().readValue(file.toFile(), Report.class);
  }

  private static String[] joined(String[] some, String[] more) {
    String[] all = Arrays.copyOf(some, some.length + more.length);
    System.arraycopy(more, 0, all, some.length, more.length);
    return all;
  }

  private static void assertReconciles(Report report, Recording recording) {
    int readings = recording.readings().size();
    assertThat(report.produced()).isEqualTo(readings);
    assertThat(report.read()).isEqualTo(readings);
    assertThat(report.accepted() + report.rejected() + report.quarantined()).isEqualTo(readings);
    assertThat(report.accepted()).isEqualTo(readings);
    assertThat(report.late()).isZero();
    assertThat(report.statisticsRows())
        .isEqualTo(WindowRow.expected(recording.readings(), WindowRow.RECORDING).size());
    assertThat(report.seconds())
        .containsOnlyKeys("start", "play", "process", "drain")
        .allSatisfy((phase, seconds) -> assertThat(seconds).as(phase).isBetween(0.0, 120.0));
  }

  private void assertEveryWindowIsRight(Path csv) throws Exception {
    Recording recording = Recording.read(csv);
    try (Rig rig = Rig.start(Tuning.recording(), folder)) {
      Players.play(recording, Options.UNPACED, Duration.ZERO, rig.gateway(), () -> false);
      rig.awaitRead();
      rig.job().drain();

      try (Connection database = rig.database()) {
        WindowRow.assertSame(
            WindowRow.stored(database),
            WindowRow.expected(recording.readings(), WindowRow.RECORDING));
      }
      Map<String, Double> unmeasured =
          Map.of("start", 0.0, "play", 0.0, "process", 0.0, "drain", 0.0);
      assertReconciles(
          Report.of(rig.gateway().produced(), rig.job().counts(), rig.postgres(), unmeasured),
          recording);
      assertThat(rig.job().restarts()).isZero();
    }
  }

  private static Instant openingOf(Episode episode) {
    return Instant.parse(episode.time());
  }
}
