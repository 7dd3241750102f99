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
    boolean up = false;
    try {
      Services.add(this);
      boot();
      up = true;
    } catch (IOException e) {
      throw new IllegalStateException(this + " did not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + this + " starts", e);
    } finally {
      if (!up) {
        close();
      }
    }
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
