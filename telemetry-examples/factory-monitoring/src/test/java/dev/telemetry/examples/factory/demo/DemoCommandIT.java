package dev.telemetry.examples.factory.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user may say to the demo, and what it answers. */
class DemoCommandIT {
  private static final Duration QUICKLY = Duration.ofSeconds(15);
  private static final Duration START = Duration.ofSeconds(90);

  @TempDir Path folder;

  @Test
  void explainsItselfWhenAsked() throws Exception {
    try (DemoProcess demo = DemoProcess.start(folder, "--help")) {
      assertThat(demo.awaitEnd(QUICKLY)).isZero();
      assertThat(demo.said())
          .startsWith("Usage: mvn -Pdemo")
          .contains("--replay", "--speed", "--until-end", "--report", "--headless", "--port");
      assertThat(demo.complaints()).isEmpty();
      demo.assertNothingLeft();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --fast                         | Unknown option: '--fast'. Say --help
          --port http                    | Invalid value for option '--port': 'http' is not an int
          --port 70000                   | --port must be 0 to 65535, was 70000.
          --until-end                    | --until-end needs --replay: the plant never ends.
          --replay a.csv --report b.json | --report needs --until-end: a report is written at the
          --speed 10                     | --speed needs --replay: the plant runs in real time.
          --replay a.csv --speed -1      | --speed must be a number above 0, was -1.0.
          """)
  void refusesWhatMakesNoSense(String arguments, String sentence) throws Exception {
    try (DemoProcess demo = DemoProcess.start(folder, arguments.split(" "))) {
      assertThat(demo.awaitEnd(QUICKLY)).isEqualTo(2);
      assertOneSentence(demo, sentence);
    }
  }

  @Test
  void namesTheRecordingThatIsMissing() throws Exception {
    try (DemoProcess demo = DemoProcess.start(folder, "--replay", "nowhere.csv", "--headless")) {
      assertThat(demo.awaitEnd(QUICKLY)).isEqualTo(1);
      assertOneSentence(demo, "There is no recording nowhere.csv.");
    }
  }

  @Test
  void namesFileAndLineOfAMalformedRecording() throws Exception {
    Files.writeString(
        folder.resolve("oven.csv"), "timestamp,value\n2026-01-01 00:00:00,1\nyesterday,2\n");

    try (DemoProcess demo = DemoProcess.start(folder, "--replay", "oven.csv", "--headless")) {
      assertThat(demo.awaitEnd(QUICKLY)).isEqualTo(1);
      assertOneSentence(demo, "oven.csv, line 3: the timestamp must look like");
    }
  }

  @Test
  void saysThatTheReportCannotBeWrittenBeforeItStartsAnything() throws Exception {
    Files.writeString(folder.resolve("oven.csv"), "timestamp,value\n2026-01-01 00:00:00,1\n");

    String[] arguments = {"--replay", "oven.csv", "--until-end", "--report", "oven.csv/out.json"};
    try (DemoProcess demo = DemoProcess.start(folder, arguments)) {
      assertThat(demo.awaitEnd(QUICKLY)).isEqualTo(1);
      assertOneSentence(demo, "The report oven.csv/out.json cannot be written");
    }
  }

  @Test
  void saysThatThePortIsInUseBeforeItStartsAnything() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        DemoProcess demo =
            DemoProcess.start(folder, "--port", Integer.toString(other.getLocalPort()))) {
      assertThat(demo.awaitEnd(QUICKLY)).isEqualTo(1);
      assertOneSentence(demo, "Port " + other.getLocalPort() + " is in use: say --port N");
    }
  }

  @Test
  void leavesNothingBehindAfterCtrlC() throws Exception {
    try (DemoProcess demo = DemoProcess.start(folder, "--headless")) {
      demo.awaitSaid("(the plant is running)", START);

      demo.interrupt();

      assertStopped(demo);
    }
  }

  @Test
  void leavesNothingBehindAfterCtrlCWhileStarting() throws Exception {
    try (DemoProcess demo = DemoProcess.start(folder, "--headless")) {
      demo.awaitSaid("(is up after)", START);

      demo.interrupt();

      assertStopped(demo);
    }
  }

  /** What is still opening its connections may be heard, as all stops at once; it is no failure. */
  private static void assertStopped(DemoProcess demo) throws Exception {
    assertThat(demo.awaitEnd(Duration.ofSeconds(30))).isEqualTo(130);
    assertThat(demo.complaints()).doesNotContain("The demo failed", "The job failed");
    demo.assertNothingLeft();
  }

  private static void assertOneSentence(DemoProcess demo, String sentence) throws IOException {
    assertThat(demo.complaints()).contains(sentence).endsWith(".\n");
    assertThat(demo.complaints().lines()).hasSize(1);
    assertThat(demo.said()).isEmpty();
    demo.assertNothingLeft();
  }
}
