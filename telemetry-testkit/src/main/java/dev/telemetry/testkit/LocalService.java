package dev.telemetry.testkit;

import java.io.IOException;

/**
 * The life of a local service: starts once, stops once, and owns one temporary folder. Start and
 * stop exclude each other, so that a shutdown in the middle of a start leaves nothing behind.
 */
abstract class LocalService implements AutoCloseable {
  private final TempFolder folder;
  private boolean closed;

  LocalService(String name) {
    folder = TempFolder.create("telemetry-" + name + "-");
  }

  final TempFolder folder() {
    return folder;
  }

  /** Starts what the service consists of and waits until it answers. */
  abstract void boot() throws IOException, InterruptedException;

  /** Stops whatever {@link #boot} has started so far. */
  abstract void halt();

  static <S extends LocalService> S started(S service) {
    ((LocalService) service).startUp();
    return service;
  }

  private synchronized void startUp() {
    try {
      Services.add(this);
      boot();
    } catch (IOException | InterruptedException | RuntimeException e) {
      closeAfter(e);
      throw failure(e);
    }
  }

  private void closeAfter(Exception failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private RuntimeException failure(Exception e) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    return e instanceof IllegalStateException unchecked
        ? unchecked
        : new IllegalStateException(this + " did not start: " + e.getMessage(), e);
  }

  /** Stops the service and deletes its folder. A second call does nothing. */
  @Override
  public final synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      halt();
    } finally {
      folder.delete();
      Services.remove(this);
    }
  }

  @Override
  public String toString() {
    return getClass().getSimpleName();
  }
}
