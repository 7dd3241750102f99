package dev.telemetry.benchmarks.pipeline;

import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.benchmarks.job.ReadingFormat;
import dev.telemetry.benchmarks.job.SensorReadings;
import dev.telemetry.model.SensorReading;

/** Readings of a plant: of each sensor 10 a second, one of 500 too hot, one of 500 impossible. */
final class PlantReadings {
  static final int PER_SECOND = 1_000 / Feed.TICK_MILLIS;
  private static final int EPISODE_TICKS = 500;
  private static final int BLOCK = Feed.DISORDER_MILLIS / Feed.TICK_MILLIS;
  private static final int STEP = 7; // has no divisor in common with the block

  private final ReadingFormat.Maker<SensorReading> maker;

  PlantReadings(int sensors) {
    maker = new SensorReadings().maker(sensors);
  }

  SensorReading at(int sensor, int tick, long timeMillis) {
    return maker.make(sensor, timeMillis, value(sensor, tick), tick);
  }

  /** The tick that comes in a sensor's turn: each two seconds' readings are shuffled. */
  static int tickOfTurn(int sensor, int turn) {
    return turn - turn % BLOCK + (turn % BLOCK * STEP + sensor) % BLOCK;
  }

  private static double value(int sensor, int tick) {
    return switch ((tick + 17 * sensor) % EPISODE_TICKS) {
      case 300 -> 95;
      case 450 -> 999;
      default -> 60 + 3 * Math.sin(0.7 * tick + sensor);
    };
  }
}
