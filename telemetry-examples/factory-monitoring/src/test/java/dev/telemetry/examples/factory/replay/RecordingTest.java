package dev.telemetry.examples.factory.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telemetry.model.SensorReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTest {
  @TempDir Path folder;

  @Test
  void readsAnNabFile() throws IOException {
    Recording recording =
        Recording.read(
            file(
                "machine_temperature_system_failure.csv",
                "timestamp,value\n2013-12-02 21:15:00,73.96\n2013-12-02 21:20:00,74.9\n"));

    assertThat(recording.sensorId())
        .isEqualTo("recording/replay/machine_temperature_system_failure/temperature");
    assertThat(recording.readings()).hasSize(2);
    SensorReading second = recording.readings().get(1);
    assertThat(second.getSensorId()).isEqualTo(recording.sensorId());
    assertThat(second.getMetric()).isEqualTo(recording.metric()).isEqualTo("temperature");
    assertThat(second.getUnit()).isEqualTo(recording.unit()).isEqualTo("Cel");
    assertThat(second.getEventTime()).isEqualTo(Instant.parse("2013-12-02T21:20:00Z"));
    assertThat(second.getValue()).isEqualTo(74.9);
    assertThat(second.getSequence()).isEqualTo(1);
  }

  @Test
  void takesAnyOtherNameForAPlainValue() throws IOException {
    Recording recording =
        Recording.read(
            file(
                "nyc_taxi.csv",
                "timestamp,value\n2014-07-01,1\n".replace("2014-07-01", "2014-07-01 00:00")));

    assertThat(recording.sensorId()).isEqualTo("recording/replay/nyc_taxi/value");
    assertThat(recording.metric()).isEqualTo("value");
    assertThat(recording.unit()).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2013-12-02 21:15:00",
        "2013-12-02T21:15:00",
        "2013-12-02T21:15:00Z",
        "2013-12-02 21:15",
        "2013-12-02 21:15:00.000000"
      })
  void understandsTimestamp(String timestamp) throws IOException {
    Recording recording = Recording.read(file("r.csv", "timestamp,value\n" + timestamp + ",1e2"));

    assertThat(recording.readings().get(0).getEventTime())
        .isEqualTo(Instant.parse("2013-12-02T21:15:00Z"));
    assertThat(recording.readings().get(0).getValue()).isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "02.12.2013 21:15,1; the timestamp must look like 2013-12-02 21:15:00, found \"02.12.2013 21:15\"",
        ",1; the timestamp must look like 2013-12-02 21:15:00, found \"\"",
        "2013-02-30 21:15,1; the timestamp must look like",
        "2013-12-02 21:15,warm; the value must be a number, found \"warm\"",
        "2013-12-02 21:15,; the value must be a number, found \"\"",
        "2013-12-02 21:15,NaN; the value must be a number, found \"NaN\"",
        "2013-12-02 21:15,1e400; the value must be finite, found \"1e400\"",
        "2013-12-02 21:15; expected 2 columns, found 1",
        "2013-12-02 21:15,1,2; expected 2 columns, found 3",
      })
  void namesFileLineAndFinding(String row, String finding) throws IOException {
    Path file = file("bad.csv", "timestamp,value\n2013-12-02 21:10:00,1\n" + row + "\n");

    assertThatThrownBy(() -> Recording.read(file))
        .isInstanceOf(RecordingException.class)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ", line 3: " + finding)
        .hasMessageEndingWith(".");
  }

  @Test
  void namesTheLastLineAlsoWithoutANewlineAtTheEnd() throws IOException {
    Path file = file("bad.csv", "timestamp,value\n2013-12-02 21:10:00,1\nx,1");

    assertThatThrownBy(() -> Recording.read(file)).hasMessageContaining(", line 3: ");
  }

  @Test
  void namesWhatTheHeaderShouldBe() throws IOException {
    Path file = file("bad.csv", "time;value\n2013-12-02 21:10:00;1\n");

    assertThatThrownBy(() -> Recording.read(file))
        .hasMessage(file + ", line 1: the header must be timestamp,value, found time;value.");
  }

  @Test
  void acceptsAByteOrderMarkBeforeTheHeader() throws IOException {
    Path file = file("bom.csv", "\uFEFFtimestamp,value\n2013-12-02 21:10:00,1\n");

    assertThat(Recording.read(file).readings()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "timestamp,value\n"})
  void refusesAnEmptyFile(String content) throws IOException {
    Path file = file("empty.csv", content);

    assertThatThrownBy(() -> Recording.read(file))
        .hasMessage("The recording " + file + " is empty: it has no values.");
  }

  @Test
  void refusesAMissingFileAndAFolder() {
    Path missing = folder.resolve("missing.csv");

    assertThatThrownBy(() -> Recording.read(missing))
        .hasMessage("There is no recording " + missing + ".");
    assertThatThrownBy(() -> Recording.read(folder))
        .hasMessage("There is no recording " + folder + ".");
  }

  @Test
  void refusesWhatIsNoCsv() throws IOException {
    Path file = file("quotes.csv", "timestamp,value\n\"2013-12-02 21:10:00,1\n");

    assertThatThrownBy(() -> Recording.read(file))
        .isInstanceOf(RecordingException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void refusesBytesThatAreNoUtf8() throws IOException {
    Path file = folder.resolve("latin.csv");
    Files.write(file, new byte[] {(byte) 0xFC, (byte) 0xE4, '\n'});

    assertThatThrownBy(() -> Recording.read(file))
        .isInstanceOf(RecordingException.class)
        .hasMessageContaining(file.toString());
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }
}
