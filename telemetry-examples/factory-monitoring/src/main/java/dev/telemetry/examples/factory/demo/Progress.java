package dev.telemetry.examples.factory.demo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Says what is going on, and remembers how long it took. */
final class Progress {
  private final long began = System.nanoTime();
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private long phaseBegan = began;

  synchronized void say(String line) {
    System.out.printf(Locale.ROOT, "[%5.1f s] %s%n", secondsSince(began), line);
  }

  /** Ends a phase that began where the one before ended. */
  synchronized void ended(String phase) {
    seconds.put(phase, secondsSince(phaseBegan));
    phaseBegan = System.nanoTime();
  }

  synchronized Map<String, Double> seconds() {
    return new LinkedHashMap<>(seconds);
  }

  private static double secondsSince(long nanos) {
    long millis = Duration.ofNanos(System.nanoTime() - nanos).toMillis();
    return millis / 1000.0;
  }
}
