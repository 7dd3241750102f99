package dev.telemetry.examples.faults.stage;

import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Processes that stand still (SIGSTOP) until this is closed, or until this JVM is gone. */
public final class Freeze implements AutoCloseable {
  private final Process guard;

  private Freeze(Process guard) {
    this.guard = guard;
  }

  /** Stops the processes. A shell holds them, so that none stays frozen when this JVM is killed. */
  static Freeze of(ProcessHandle... processes) throws IOException, InterruptedException {
    String ids =
        Stream.of(processes)
            .map(process -> Long.toString(process.pid()))
            .collect(Collectors.joining(" "));
    String script = "kill -STOP %s; echo; cat >/dev/null; kill -CONT %s".formatted(ids, ids);
    Process guard = new ProcessBuilder("sh", "-c", script).start();
    if (guard.getInputStream().read() < 0) {
      throw new IOException("processes " + ids + " cannot be stopped");
    }
    return new Freeze(guard);
  }

  /** Lets them go on. */
  @Override
  public void close() {
    try {
      guard.getOutputStream().close();
      guard.waitFor();
    } catch (IOException e) {
      throw new IllegalStateException("frozen processes do not go on", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
