package dev.telemetry.examples.faults.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link Worker} in its own JVM, from the outside. It ends when this JVM does. */
final class WorkerProcess {
  static final String REPORT = "REPORT ";
  private static final long PATIENCE_SECONDS = 5;
  private static final String PEAK = "VmHWM:";

  private final Process process;
  private final Path log;
  private final BufferedReader said;

  private WorkerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.said = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * A heap of so many megabytes, as Flink's scripts fix that of a TaskManager, and touched at once:
   * when the collector first needs a page of it says nothing about the data.
   */
  static List<String> fixedHeap(int megabytes) {
    return List.of("-Xms" + megabytes + "m", "-Xmx" + megabytes + "m", "-XX:+AlwaysPreTouch");
  }

  /** A heap that takes what it needs, up to so many megabytes. */
  static List<String> growingHeap(int megabytes) {
    return List.of("-Xmx" + megabytes + "m");
  }

  /** Starts; its orders may come at once. */
  static WorkerProcess start(Path folder, String name, List<String> heap) throws IOException {
    Path own = Files.createDirectories(folder.resolve(name));
    Path log = own.resolve("log");
    ProcessBuilder builder = new ProcessBuilder(command(own, heap)).redirectError(log.toFile());
    // else each thread keeps what it once needed
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    return new WorkerProcess(builder.start(), log);
  }

  private static List<String> command(Path folder, List<String> heap) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    command.addAll(heap);
    command.add("-Djava.io.tmpdir=" + folder);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Worker.class.getName(), folder.toString()));
    return command;
  }

  /** Runs a round and waits for its report. */
  JobReport run(RoundTopics topics, String bootstrapServers, String registry) throws IOException {
    var orders = process.outputWriter(StandardCharsets.UTF_8);
    orders.write("%s %s %s%n".formatted(topics.round(), bootstrapServers, registry));
    orders.flush();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.startsWith(REPORT)) {
        return Worker.JSON.readValue(line.substring(REPORT.length()), JobReport.class);
      }
    }
    throw new IOException("the worker ended in round " + topics.round() + ":\n" + log());
  }

  /** The most resident memory that it has had, in megabytes. */
  long peakMegabytes() throws IOException {
    try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
      String peak = lines.filter(line -> line.startsWith(PEAK)).findFirst().orElse(PEAK + " 0 kB");
      return Long.parseLong(peak.replaceAll("[^0-9]", "")) >> 10;
    }
  }

  /** The end of what it has written to its log. */
  String log() throws IOException {
    String all = Files.readString(log);
    return all.substring(Math.max(0, all.length() - 4_000));
  }

  void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
