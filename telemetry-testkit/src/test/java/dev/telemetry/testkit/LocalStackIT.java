package dev.telemetry.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class LocalStackIT {
  @TempDir Path folder;

  @Test
  void startsAllThreeAndSaysSo() {
    List<String> progress = Collections.synchronizedList(new ArrayList<>());

    try (LocalStack stack = LocalStack.start(progress::add)) {
      assertThat(stack.kafka().bootstrapServers()).startsWith("127.0.0.1:");
      assertThat(stack.registry().url()).startsWith("http://127.0.0.1:");
      assertThat(stack.postgres().jdbcUrl()).startsWith("jdbc:postgresql://127.0.0.1:");
    }

    assertThat(progress).hasSize(3).allMatch(line -> line.matches("Local.* is up after .* s"));
  }

  @Test
  void stopsTheOthersWhenOneDoesNotStart() {
    System.setProperty(RegistryArchive.PROPERTY, folder.resolve("missing").toString());
    List<String> progress = Collections.synchronizedList(new ArrayList<>());
    try {
      assertThatThrownBy(() -> LocalStack.start(progress::add))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the local stack did not start")
          .cause()
          .hasMessageContaining("telemetry.registry.archive");
    } finally {
      System.clearProperty(RegistryArchive.PROPERTY);
    }
    assertThat(progress).hasSize(2);
    assertThat(Services.running()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void leavesNothingBehindAfterSignal(String signal) throws Exception {
    Process parent = stackInChildJvm();
    awaitLine(parent, "up ");
    List<ProcessHandle> started = processesOfStack(parent);
    assertThat(started).hasSizeGreaterThanOrEqualTo(2);

    signal(parent, signal);

    assertNothingIsLeft(parent, started);
  }

  @Test
  void leavesNothingBehindWhenEndedWhileStarting() throws Exception {
    Process parent = stackInChildJvm("say-starting");
    awaitLine(parent, "starting");
    await().until(() -> parent.descendants().findAny().isPresent());
    List<ProcessHandle> started = processesOfStack(parent);

    signal(parent, "TERM");

    assertNothingIsLeft(parent, started);
  }

  @Test
  void registryDoesNotOutliveAKilledParent() throws Exception {
    Process parent = stackInChildJvm();
    awaitLine(parent, "up ");
    List<ProcessHandle> all = processesOfStack(parent);
    List<ProcessHandle> children = parent.children().toList();
    assertThat(children).isNotEmpty();
    try {
      parent.destroyForcibly();

      assertThat(children).allSatisfy(LocalStackIT::assertEnds);
    } finally {
      all.forEach(ProcessHandle::destroyForcibly); // PostgreSQL stays behind
    }
  }

  private Process stackInChildJvm(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(heedingInterrupts());
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
    command.add("-Djava.io.tmpdir=" + folder);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(StackMain.class.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Whoever runs the tests in the background may ignore SIGINT, and a child inherits that. */
  private static List<String> heedingInterrupts() {
    boolean linux = System.getProperty("os.name").equals("Linux");
    return linux ? List.of("env", "--default-signal=INT") : List.of();
  }

  private static void awaitLine(Process process, String start) throws IOException {
    BufferedReader out = process.inputReader();
    String line = out.readLine();
    while (line != null && !line.startsWith(start)) {
      line = out.readLine();
    }
    assertThat(line).as("the line \"%s\"", start).isNotNull();
  }

  /** The child JVM's descendants, and whatever runs from its folder: PostgreSQL detaches itself. */
  private List<ProcessHandle> processesOfStack(Process parent) {
    return Stream.concat(
            parent.descendants(),
            ProcessHandle.allProcesses()
                .filter(process -> process.pid() != parent.pid())
                .filter(this::runsFromFolder))
        .distinct()
        .toList();
  }

  private boolean runsFromFolder(ProcessHandle process) {
    return process.info().commandLine().orElse("").contains(folder.toString());
  }

  private static void signal(Process process, String signal) throws Exception {
    String[] kill = {"kill", "-" + signal, Long.toString(process.pid())};
    assertThat(new ProcessBuilder(kill).start().waitFor()).isZero();
  }

  private void assertNothingIsLeft(Process parent, List<ProcessHandle> started) throws Exception {
    assertThat(parent.waitFor(60, TimeUnit.SECONDS)).as("the JVM ends").isTrue();
    assertThat(started).noneMatch(ProcessHandle::isAlive);
    assertThat(ProcessHandle.allProcesses().filter(this::runsFromFolder)).isEmpty();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  private static void assertEnds(ProcessHandle process) {
    await().atMost(Duration.ofSeconds(20)).until(() -> !process.isAlive());
  }
}
