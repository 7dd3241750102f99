package dev.telemetry.examples.factory.demo;

import dev.telemetry.examples.factory.replay.Recording;
import dev.telemetry.examples.factory.simulator.PlantSimulator;
import dev.telemetry.model.SensorReading;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Play a plant or a recording through the gateway, at its pace. */
final class Players {
  private static final long SEED = 20_261_122;

  /** Sleeping is not exact below this; shorter waits are made up for by the next one. */
  private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private Players() {}

  /** Plays the simulated plant in real time until it is told to stop. */
  static void play(Gateway gateway, BooleanSupplier stopped) {
    PlantSimulator plant = PlantSimulator.of(SEED, Instant.now());
    while (!stopped.getAsBoolean()) {
      plant.advance().forEach(gateway::send);
      waitUntil(plant.now(), stopped);
    }
  }

  private static void waitUntil(Instant time, BooleanSupplier stopped) {
    long left = Duration.between(Instant.now(), time).toNanos();
    while (left > 0 && !stopped.getAsBoolean()) {
      LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(100)));
      left = Duration.between(Instant.now(), time).toNanos();
    }
  }

  /**
   * Plays a recording once.
   *
   * @param speed how many times as fast as recorded, 0 for as fast as it goes
   * @param longestPause between two readings, in real time
   */
  static void play(
      Recording recording,
      double speed,
      Duration longestPause,
      Gateway gateway,
      BooleanSupplier stopped) {
    long due = System.nanoTime();
    Instant before = recording.readings().get(0).getEventTime();
    for (SensorReading reading : recording.readings()) {
      if (stopped.getAsBoolean()) {
        return;
      }
      if (speed > 0) {
        double recorded = Duration.between(before, reading.getEventTime()).toNanos();
        due += (long) Math.min(longestPause.toNanos(), Math.max(0, recorded / speed));
        waitUntil(due, stopped);
      }
      gateway.send(reading);
      before = reading.getEventTime();
    }
    gateway.flush();
  }

  private static void waitUntil(long dueNanos, BooleanSupplier stopped) {
    long left = dueNanos - System.nanoTime();
    while (left > SHORTEST_NANOS && !stopped.getAsBoolean()) {
      LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(100)));
      left = dueNanos - System.nanoTime();
    }
  }
}
