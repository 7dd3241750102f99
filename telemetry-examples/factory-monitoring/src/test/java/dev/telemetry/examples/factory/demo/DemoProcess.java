package dev.telemetry.examples.factory.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The demo as a user starts it: a JVM of its own, with a folder of its own for what it leaves. */
final class DemoProcess implements AutoCloseable {
  private final Process process;
  private final Path temporary;
  private final Path out;
  private final Path err;

  private DemoProcess(Process process, Path temporary, Path out, Path err) {
    this.process = process;
    this.temporary = temporary;
    this.out = out;
    this.err = err;
  }

  static DemoProcess start(Path folder, String... arguments) throws IOException {
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    List<String> command = new ArrayList<>(heedingInterrupts());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1200m"));
    command.addAll(List.of("-Ddemo.endsWithParent=true", "-Djava.io.tmpdir=" + temporary));
    command.addAll(List.of("-cp", classPath(), DemoMain.class.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new DemoProcess(process, temporary, out, err);
  }

  /** Whoever runs the tests in the background may ignore SIGINT, and a child inherits that. */
  private static List<String> heedingInterrupts() {
    boolean linux = System.getProperty("os.name").equals("Linux");
    return linux ? List.of("env", "--default-signal=INT") : List.of();
  }

  /** Without the tests' classes, whose logging is not the user's. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.endsWith("test-classes") && !entry.endsWith("test-classes/"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** What it has said so far. */
  String said() {
    return read(out);
  }

  /** What it has complained about so far. */
  String complaints() {
    return read(err);
  }

  /** Waits until it says that, and hands back the first group of it. */
  String awaitSaid(String regex, Duration patience) {
    Pattern pattern = Pattern.compile(regex);
    await()
        .atMost(patience)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> pattern.matcher(said()).find() || !process.isAlive());
    Matcher found = pattern.matcher(said());
    assertThat(found.find()).as("%s in: %s%s", regex, said(), complaints()).isTrue();
    return found.group(1);
  }

  /** As Ctrl-C does. */
  void interrupt() throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    assertThat(new ProcessBuilder("kill", "-INT", pid).start().waitFor()).isZero();
  }

  /** Waits for its end and hands back its exit code. */
  int awaitEnd(Duration patience) throws InterruptedException {
    boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(ended).as("ended: %s%s", said(), complaints()).isTrue();
    return process.exitValue();
  }

  /** Checks that no process and no file of it is left. */
  void assertNothingLeft() throws IOException {
    assertThat(children()).extracting(child -> child.info().commandLine()).isEmpty();
    try (Stream<Path> left = Files.walk(temporary)) {
      assertThat(left).containsExactly(temporary);
    }
  }

  /** Whatever its parent is: PostgreSQL's server leaves the family. */
  private List<ProcessHandle> children() {
    return ProcessHandle.allProcesses()
        .filter(other -> other.pid() != process.pid())
        .filter(other -> other.info().commandLine().orElse("").contains(temporary.toString()))
        .toList();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Leaves nothing behind, whatever the test has found. */
  @Override
  public void close() {
    process.destroy();
    process.onExit().completeOnTimeout(process, 30, TimeUnit.SECONDS).join();
    process.destroyForcibly().onExit().join();
    children().forEach(ProcessHandle::destroyForcibly);
  }
}
