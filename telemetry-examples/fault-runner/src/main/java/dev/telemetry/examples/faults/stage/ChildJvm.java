package dev.telemetry.examples.faults.stage;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A process of the pipeline, which can be killed, frozen and started again under the same name. It
 * halts by itself when this JVM is gone, even after kill -9.
 */
public final class ChildJvm implements AutoCloseable {
  /** The testkit's wrapper of a main class, which halts the child when its parent is gone. */
  private static final String PARENT_WATCH = "dev.telemetry.testkit.ParentWatch";

  private static final String HIGH_WATER = "VmHWM:";

  private final String name;
  private final List<String> command;
  private final File log;
  private Process process;
  private long peakRssMegabytes;

  private ChildJvm(String name, List<String> command, File log) throws IOException {
    this.name = name;
    this.command = command;
    this.log = log;
    this.process = launch();
  }

  /**
   * Starts a main class of this JVM's own class path.
   *
   * @param options of the JVM
   * @param mainAndArguments the class and what it gets
   */
  static ChildJvm start(
      String name, Path folder, List<String> options, List<String> mainAndArguments)
      throws IOException {
    List<String> command = command(name, folder, options, mainAndArguments);
    Path logs = Files.createDirectories(folder.resolve("logs"));
    return new ChildJvm(name, command, logs.resolve(name + ".log").toFile());
  }

  /** How a main class of this JVM's own class path is started. */
  public static List<String> command(
      String name, Path folder, List<String> options, List<String> mainAndArguments)
      throws IOException {
    Path temporary = Files.createDirectories(folder.resolve("tmp-" + name));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-Dlog4j2.configurationFile=classpath:child-log4j2.xml");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), PARENT_WATCH));
    command.add(Long.toString(ProcessHandle.current().pid()));
    command.addAll(mainAndArguments);
    return command;
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
        .start();
  }

  /** The end that no process can prepare for. */
  public synchronized void kill9() throws InterruptedException {
    noteMemory();
    process.destroyForcibly().waitFor();
  }

  /** The end that a process is asked for. */
  public synchronized void terminate() throws InterruptedException {
    noteMemory();
    process.destroy();
    process.waitFor();
  }

  /** Starts it anew where it has ended; otherwise nothing happens. */
  public synchronized void ensureRunning() throws IOException {
    if (!process.isAlive()) {
      process = launch();
    }
  }

  /** Waits until it has ended by itself. */
  public void awaitEnd() throws InterruptedException {
    process.waitFor();
  }

  /** Stops it until the freeze is closed. */
  public Freeze freeze() throws IOException, InterruptedException {
    return Freeze.of(process.toHandle());
  }

  /** Whether it runs; a frozen one does. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** The most memory that any of its lives has taken so far. */
  public synchronized long peakRssMegabytes() {
    noteMemory();
    return peakRssMegabytes;
  }

  private void noteMemory() {
    try (Stream<String> status = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      status
          .filter(line -> line.startsWith(HIGH_WATER))
          .map(line -> line.replaceAll("\\D", ""))
          .mapToLong(Long::parseLong)
          .forEach(kib -> peakRssMegabytes = Math.max(peakRssMegabytes, kib >> 10));
    } catch (IOException gone) {
      // it has ended, or this is no Linux: what was noted before stays
    }
  }

  @Override
  public void close() {
    noteMemory();
    process.destroyForcibly();
  }

  @Override
  public String toString() {
    return name;
  }
}
