package dev.telemetry.examples.faults.stage;

import dev.telemetry.examples.faults.job.GatewayMain;
import dev.telemetry.model.SensorReading;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A gateway as a process of its own: it gets readings on its input, keeps them in its spool, and
 * tells on its output which are acknowledged. What it has told stays told when it is killed.
 */
public final class Gateway implements AutoCloseable {
  private final List<String> command;
  private final Path log;
  private final Map<Long, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();
  private Process process;
  private Writer readings;
  private Thread listener;
  private long next;

  /**
   * Starts a gateway.
   *
   * @param stage with Kafka and the registry
   * @param spool that it keeps over all its lives
   * @param topic of readings
   */
  public Gateway(Stage stage, Path spool, String topic) throws IOException {
    log = stage.folder("logs").resolve("gateway.log");
    List<String> arguments =
        List.of(
            GatewayMain.class.getName(),
            stage.brokers().bootstrapServers(),
            stage.registry().url(),
            topic,
            spool.toString());
    command = ChildJvm.command("gateway", stage.folder("."), List.of("-Xmx200m"), arguments);
    launch();
  }

  private void launch() throws IOException {
    process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    readings = process.outputWriter(StandardCharsets.UTF_8);
    BufferedReader told = process.inputReader(StandardCharsets.UTF_8);
    listener = new Thread(() -> told.lines().forEach(this::acknowledged), "gateway-listener");
    listener.start();
  }

  private void acknowledged(String number) {
    CompletableFuture<Void> sender = waiting.remove(Long.parseLong(number));
    if (sender != null) {
      sender.complete(null);
    }
  }

  /** Hands a reading over; while the gateway is down this waits. */
  public synchronized CompletableFuture<Void> send(SensorReading reading) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    long number = next++;
    waiting.put(number, sent);
    try {
      readings.write(GatewayMain.line(number, reading));
      readings.flush();
    } catch (IOException gone) {
      waiting.remove(number);
      sent.completeExceptionally(gone);
    }
    return sent;
  }

  /** Kills it and starts it again on the same spool. What it had not told is never acknowledged. */
  public synchronized void kill9AndRestart() throws IOException, InterruptedException {
    process.toHandle().destroyForcibly(); // the process's own method throws away what it has told
    process.waitFor();
    listener.join();
    waiting.clear();
    launch();
  }

  @Override
  public synchronized void close() {
    process.destroyForcibly();
  }
}
