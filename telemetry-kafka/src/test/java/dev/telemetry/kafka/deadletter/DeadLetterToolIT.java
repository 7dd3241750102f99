package dev.telemetry.kafka.deadletter;

import static dev.telemetry.kafka.deadletter.LetterRig.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.kafka.TestServices;
import dev.telemetry.kafka.serde.RecordDecoder;
import dev.telemetry.topic.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLetterToolIT {
  private final LetterRig rig = new LetterRig();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  private int run(String command, String... more) {
    List<String> args = new ArrayList<>(List.of(command));
    args.addAll(
        List.of(
            "--kafka",
            TestServices.kafka(),
            "--registry",
            TestServices.registryUrl(),
            "--insecure-local"));
    args.addAll(List.of(more));
    out.getBuffer().setLength(0);
    return DeadLetterTool.run(
        new PrintWriter(out, true), new PrintWriter(err, true), args.toArray(String[]::new));
  }

  private String quarantine(int offset) {
    return rig.quarantine.name() + "-0@" + offset;
  }

  @Test
  void listsThoseThatFit() {
    rig.quarantine("a", "b", "c");
    String topic = rig.quarantine.name();
    assertThat(run("list", "--topic", topic)).isZero();
    assertThat(out.toString().lines())
        .hasSize(3)
        .allMatch(line -> line.contains("MissingFrameException"))
        .allMatch(line -> line.endsWith("no magic byte"));
    assertThat(run("list", "--topic", topic, "--id", quarantine(1))).isZero();
    assertThat(out.toString()).startsWith(quarantine(1)).contains(rig.readings.name() + "-3@1");
    assertThat(
            run(
                "list",
                "--topic",
                topic,
                "--reason",
                "MissingFrame",
                "--key",
                "pump-1",
                "--original-topic",
                rig.readings.name(),
                "--original-partition",
                "3",
                "--from-offset",
                "1",
                "--to-offset",
                "1",
                "--since",
                "2026-01-01T00:00:00Z"))
        .isZero();
    assertThat(out.toString().lines()).hasSize(1);
    for (String[] none :
        new String[][] {
          {"--reason", "Limit"},
          {"--key", "pump-2"},
          {"--original-topic", "x"},
          {"--original-partition", "2"},
          {"--from-offset", "3"},
          {"--until", "2026-01-01T00:00:00Z"}
        }) {
      assertThat(run("list", "--topic", topic, none[0], none[1])).isZero();
      assertThat(out.toString()).as(none[0]).isEmpty();
    }
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void showsEverything() {
    rig.quarantine("{\"value\": 1}");
    assertThat(run("show", "--topic", rig.quarantine.name())).isZero();
    assertThat(out.toString())
        .contains("\"valueAsText\" : \"{\\\"value\\\": 1}\"", "\"message\" : \"no magic byte\"");
  }

  @Test
  void putsBackOnlyWhenToldTo() {
    rig.quarantine("a");
    assertThat(run("replay", "--topic", rig.quarantine.name())).isZero();
    assertThat(out.toString()).contains("would put back 1");
    assertThat(rig.putBack()).isEmpty();
    assertThat(run("replay", "--topic", rig.quarantine.name(), "--execute")).isZero();
    assertThat(out.toString())
        .contains(
            quarantine(0) + " PUT_BACK " + rig.readings.name(), "put back 1, put back before 0");
    assertThat(rig.putBack()).hasSize(1);
  }

  @Test
  void putsBackWhatWasRepairedInAFile() throws IOException {
    rig.reject(300, 301);
    Path file = folder.resolve("letters.jsonl");
    String topic = rig.rejected.name();
    assertThat(run("export", "--rejected", "--topic", topic, "--file", file.toString())).isZero();
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(2);
    Files.write(file, List.of(lines.get(0).replace("300.0", "30.5")));

    assertThat(
            run(
                "replay",
                "--rejected",
                "--topic",
                topic,
                "--from-file",
                file.toString(),
                "--to",
                rig.readings.name(),
                "--per-second",
                "10",
                "--execute"))
        .isZero();
    var decoder = RecordDecoder.of(Topics.READINGS, TestServices.connection().schemaRegistry());
    assertThat(rig.putBack())
        .extracting(record -> decoder.decode(record).value())
        .containsExactly(TestServices.reading("pump-1", 30.5));
  }

  @Test
  void putsBackTheBytesOfAFileAsTheyStandThere() throws IOException {
    rig.quarantine("a");
    Path file = folder.resolve("letters.jsonl");
    String topic = rig.quarantine.name();
    assertThat(run("export", "--topic", topic, "--file", file.toString())).isZero();
    Files.writeString(file, Files.readString(file).replace("\"YQ==\"", "\"Yg==\""));
    assertThat(run("replay", "--topic", topic, "--from-file", file.toString(), "--execute"))
        .isZero();
    assertThat(rig.putBack()).extracting(record -> text(record.value())).containsExactly("b");
    assertThat(run("replay", "--topic", topic, "--execute")).isZero();
    assertThat(out.toString()).contains("put back 0, put back before 1");
  }

  @Test
  void tellsWhatIsWrongInASentence() throws IOException {
    assertThat(run("list", "--nonsense")).isEqualTo(2);
    assertThat(err.toString()).contains("--nonsense");
    Path file = Files.writeString(folder.resolve("there"), "{\"no\": 1}\n");
    assertThat(run("export", "--file", file.toString())).isEqualTo(1);
    assertThat(run("replay", "--topic", rig.quarantine.name(), "--from-file", file.toString()))
        .isEqualTo(1);
    assertThat(err.toString()).contains("no dead letter");
    assertThat(run("replay", "--help")).isZero();
    assertThat(out.toString()).contains("--at-most", "--execute", "--kafka");
  }
}
