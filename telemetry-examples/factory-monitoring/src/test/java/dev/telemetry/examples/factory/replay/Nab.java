package dev.telemetry.examples.factory.replay;

import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The Numenta Anomaly Benchmark, where it is at hand; else the test is skipped. */
public final class Nab {
  private static final Path FOLDER = Path.of("shared", "data", "nab");
  private static final String MACHINE = "realKnownCause/machine_temperature_system_failure.csv";

  private Nab() {}

  /** A stretch of time that was labelled as abnormal. */
  public record Label(Instant from, Instant to) {

    /** Whether the time lies inside, both ends included. */
    public boolean covers(Instant time) {
      return !time.isBefore(from) && !time.isAfter(to);
    }
  }

  /** Temperatures of a machine that failed in the end. */
  public static Path machineTemperature() {
    return data().resolve(MACHINE);
  }

  /** When the machine was not well, in order. */
  public static List<Label> labelsOfMachineTemperature() throws IOException {
    Path file = folder().resolve("labels").resolve("combined_windows.json");
    List<Label> labels = new ArrayList<>();
    for (JsonNode window : new ObjectMapper().readTree(file.toFile()).get(MACHINE)) {
      labels.add(new Label(time(window.get(0)), time(window.get(1))));
    }
    return labels;
  }

  private static Instant time(JsonNode text) {
    return Instant.parse(text.asText().replace(' ', 'T') + "Z");
  }

  static Path data() {
    return folder().resolve("data");
  }

  private static Path folder() {
    for (Path above = Path.of("").toAbsolutePath(); above != null; above = above.getParent()) {
      if (Files.isDirectory(above.resolve(FOLDER).resolve("data"))) {
        return above.resolve(FOLDER);
      }
    }
    return abort("The benchmark's files are in no " + FOLDER + " above this project.");
  }
}
