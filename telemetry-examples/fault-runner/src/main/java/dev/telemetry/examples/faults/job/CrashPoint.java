package dev.telemetry.examples.faults.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where in a checkpoint a TaskManager dies. The runner puts a file of the point's name into a
 * folder that the TaskManagers know; the first one that comes to the point takes the file away and
 * halts, as suddenly as by kill -9.
 */
public enum CrashPoint {
  /** The transaction is flushed and its id handed on, the snapshot is not yet taken. */
  AFTER_PRE_COMMIT,
  /** The snapshot is being taken, and nobody will ever complete it. */
  DURING_SNAPSHOT,
  /** The checkpoint is complete, and its transaction is still open. */
  BEFORE_COMMIT,
  /** The transaction is committed, and nobody knows. */
  AFTER_COMMIT;

  private static final String FOLDER = "faults.armed";

  /** Lets the next TaskManager die that comes here. */
  public void arm(Path folder) throws IOException {
    Files.createFile(folder.resolve(name()));
  }

  /** Whether nobody has come here since. */
  public boolean isArmed(Path folder) {
    return Files.exists(folder.resolve(name()));
  }

  /** Takes the order back. */
  public void disarm(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(name()));
  }

  /** Halts this JVM where it was told to. */
  void pass() throws IOException {
    String folder = System.getProperty(FOLDER);
    if (folder != null && Files.deleteIfExists(Path.of(folder, name()))) {
      Runtime.getRuntime().halt(137);
    }
  }
}
