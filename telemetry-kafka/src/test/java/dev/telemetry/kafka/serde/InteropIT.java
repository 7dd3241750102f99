package dev.telemetry.kafka.serde;

import static dev.telemetry.kafka.TestServices.freshTopic;
import static dev.telemetry.kafka.TestServices.reading;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.telemetry.kafka.TestServices;
import dev.telemetry.kafka.registry.SchemaRegistry;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Confluent's own JavaScript client reads what we write, and we read what it writes. */
class InteropIT {
  private static final String SCRIPT = "roundtrip.mjs";
  private static final String PACKAGE =
      """
      {"name": "interop", "private": true, "type": "module",
       "dependencies": {"@confluentinc/schemaregistry": "1.10.1"}}
      """;
  private final Path folder = Path.of("target", "interop").toAbsolutePath();
  private final SchemaRegistry registry = SchemaRegistry.at(TestServices.registryUrl()).open();

  /** How a process ended. */
  private record Outcome(int status, String out, String err) {
    boolean ok() {
      return status == 0;
    }
  }

  @Test
  void confluentsClientReadsOursAndWeReadIts() throws Exception {
    install();
    Topic<SensorReading> topic = freshTopic();
    byte[] ours;
    try (TelemetryAvroSerializer<SensorReading> serializer =
        new TelemetryAvroSerializer<>(registry)) {
      ours = serializer.serialize(topic.name(), reading("pump-1", 41.5));
    }

    Outcome node =
        run(
            "node",
            SCRIPT,
            TestServices.registryUrl(),
            topic.name(),
            Base64.getEncoder().encodeToString(ours));

    assertThat(node.status()).as(node.err()).isZero();
    JsonNode answer = new JsonMapper().readTree(node.out());
    assertThat(answer.get("record"))
        .isEqualTo(
            new JsonMapper()
                .readTree(
                    """
                    {"sensorId": "pump-1", "metric": "temperature", "unit": "Cel",
                     "eventTime": 1000, "value": 41.5, "quality": "GOOD", "sequence": 7,
                     "tags": {"batch": "b1"}}"""));
    byte[] theirs = Base64.getDecoder().decode(answer.get("frame").asText());
    assertThat(RecordDecoder.of(topic, registry).decode(Frames.record(theirs)).value())
        .isEqualTo(reading("pump-1", 42.5));
    // but for the value the two wrote the same bytes
    assertThat(Arrays.copyOf(theirs, 5)).isEqualTo(Arrays.copyOf(ours, 5));
    assertThat(theirs).hasSameSizeAs(ours);
  }

  private void install() throws Exception {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("package.json"), PACKAGE);
    try (InputStream script = InteropIT.class.getResourceAsStream("/interop/" + SCRIPT)) {
      Files.copy(script, folder.resolve(SCRIPT), StandardCopyOption.REPLACE_EXISTING);
    }
    assumeTrue(isThere("node") && isThere("npm"), "skipped: needs node and npm on the PATH");
    Outcome npm =
        run(
            "npm",
            "install",
            "--no-audit",
            "--no-fund",
            "--no-package-lock",
            "--ignore-scripts",
            "--prefer-offline");
    assumeTrue(npm.ok(), () -> "skipped: npm cannot install Confluent's client: " + npm.err());
  }

  private boolean isThere(String program) throws Exception {
    try {
      return run(program, "--version").ok();
    } catch (IOException e) {
      // there is no such program
      return false;
    }
  }

  private Outcome run(String... command) throws Exception {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(4, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      return new Outcome(-1, "", String.join(" ", command) + " took longer than 4 minutes");
    }
    return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
