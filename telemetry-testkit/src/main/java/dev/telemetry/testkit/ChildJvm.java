package dev.telemetry.testkit;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/** A child JVM that runs a jar, logs into a file, and ends when this JVM does. */
final class ChildJvm {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int TAIL_LINES = 40;
  private static final String WATCH = ParentWatch.class.getName().replace('.', '/') + ".class";

  private final Process process;
  private final Path log;

  private ChildJvm(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Runs the jar with the folder as working directory; the log and all temporary files go there.
   */
  static ChildJvm start(Path jar, List<String> jvmOptions, Path folder) throws IOException {
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    Path log = folder.resolve("child.log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.add("-XX:-UsePerfData");
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-cp");
    command.add(watchClasses(folder) + File.pathSeparator + jar);
    command.add(ParentWatch.class.getName());
    command.add(Long.toString(ProcessHandle.current().pid()));
    command.add(mainClass(jar));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return new ChildJvm(builder.start(), log);
  }

  /** Waits until the child has ended, at most for the given time; true if it has. */
  boolean endsWithin(Duration time) throws InterruptedException {
    return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The last lines that the child has written. */
  String logTail() throws IOException {
    List<String> lines =
        new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
  }

  void stop() {
    stop(process.toHandle(), PATIENCE);
  }

  /** Asks the process to end, and kills it when it has not ended within the patience. */
  static void stop(ProcessHandle process, Duration patience) {
    process.destroy();
    if (!ended(process, patience)) {
      process.destroyForcibly();
      if (!ended(process, patience)) {
        throw new IllegalStateException("process " + process.pid() + " does not end");
      }
    }
  }

  private static boolean ended(ProcessHandle process, Duration patience) {
    return process
        .onExit()
        .thenApply(handle -> true)
        .completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private static Path watchClasses(Path folder) throws IOException {
    Path classes = folder.resolve("watch");
    Path target = classes.resolve(WATCH);
    Files.createDirectories(target.getParent());
    try (InputStream in = ParentWatch.class.getResourceAsStream("/" + WATCH)) {
      if (in == null) {
        throw new IOException("not on the class path: " + WATCH);
      }
      Files.copy(in, target);
    }
    return classes;
  }

  private static String mainClass(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
    }
  }
}
