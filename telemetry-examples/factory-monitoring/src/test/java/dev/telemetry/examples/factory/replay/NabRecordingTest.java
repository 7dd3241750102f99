package dev.telemetry.examples.factory.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The files of the Numenta Anomaly Benchmark, where they are at hand. */
class NabRecordingTest {
  @TestFactory
  Stream<DynamicTest> readsEveryFile() throws IOException {
    return csvFiles().stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> readsAll(file)));
  }

  @Test
  void readsTheMachineTemperature() {
    Recording recording = Recording.read(Nab.machineTemperature());

    assertThat(recording.readings()).hasSize(22_695);
    assertThat(recording.unit()).isEqualTo("Cel");
    assertThat(recording.readings().get(0).getValue()).isEqualTo(73.96732207);
  }

  private static void readsAll(Path file) throws IOException {
    long lines = Files.readAllLines(file).stream().filter(line -> !line.isBlank()).count();

    assertThat(Recording.read(file).readings()).hasSize((int) lines - 1);
  }

  private static List<Path> csvFiles() throws IOException {
    try (Stream<Path> files = Files.walk(Nab.data())) {
      return files.filter(file -> file.toString().endsWith(".csv")).sorted().toList();
    }
  }
}
