package dev.telemetry.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services that this JVM runs. One shutdown hook stops those that are still there when the JVM
 * ends, be it by System.exit, Ctrl-C or SIGTERM.
 */
final class Services {
  private static final Logger LOG = LoggerFactory.getLogger(Services.class);
  private static final Deque<AutoCloseable> RUNNING = new ArrayDeque<>();
  private static @Nullable Thread hook;
  private static boolean ending;

  private Services() {}

  /** Must be called before the service starts anything that could stay behind. */
  static synchronized void add(AutoCloseable service) {
    if (ending) {
      throw new IllegalStateException("the JVM is shutting down, nothing may be started");
    }
    if (hook == null) {
      hook = new Thread(Services::stopAll, "telemetry-testkit-shutdown");
      Runtime.getRuntime().addShutdownHook(hook);
    }
    RUNNING.push(service);
  }

  static synchronized void remove(AutoCloseable service) {
    RUNNING.remove(service);
  }

  static synchronized List<AutoCloseable> running() {
    return new ArrayList<>(RUNNING);
  }

  private static synchronized List<AutoCloseable> end() {
    ending = true;
    return running();
  }

  private static void stopAll() {
    List<Thread> stopping = end().stream().map(Services::stopper).toList();
    stopping.forEach(Thread::start);
    try {
      for (Thread thread : stopping) {
        thread.join();
      }
    } catch (InterruptedException e) {
      LOG.warn("interrupted while services stop", e);
    }
  }

  private static Thread stopper(AutoCloseable service) {
    return new Thread(() -> stop(service), "telemetry-testkit-stop");
  }

  private static void stop(AutoCloseable service) {
    try {
      service.close();
    } catch (Exception e) {
      LOG.warn("{} did not stop cleanly", service, e);
    }
  }
}
