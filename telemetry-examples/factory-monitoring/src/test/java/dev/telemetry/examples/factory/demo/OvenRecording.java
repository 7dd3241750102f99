package dev.telemetry.examples.factory.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A week of an oven, every five minutes, with what real recordings have: the clock is set back by
 * 55 minutes once, so that an hour is there twice; some times come twice in a row; and the oven
 * overheats for two hours on the sixth day.
 */
final class OvenRecording {
  static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
  static final Instant HOT_FROM = START.plus(Duration.ofDays(5));
  static final Instant HOT_TO = HOT_FROM.plus(Duration.ofHours(2));
  private static final Duration STEP = Duration.ofMinutes(5);
  private static final Instant SET_BACK = START.plus(Duration.ofHours(52));
  private static final int ROWS = 2_000;
  private static final int ROWS_PER_REPEAT = 250;

  private OvenRecording() {}

  static Path write(Path folder) throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    List<String> lines = new ArrayList<>(List.of("timestamp,value"));
    boolean isSetBack = false;
    Instant time = START;
    while (lines.size() <= ROWS) {
      lines.add(LocalDateTime.ofInstant(time, ZoneOffset.UTC) + "," + value(time, random));
      if (!isSetBack && time.equals(SET_BACK)) {
        isSetBack = true;
        time = time.minus(Duration.ofMinutes(55));
      } else if (lines.size() % ROWS_PER_REPEAT != 0) {
        time = time.plus(STEP);
      }
    }
    return Files.write(folder.resolve("oven_temperature.csv"), lines);
  }

  private static double value(Instant time, SplittableRandom random) {
    double day = 2 * Math.PI * Duration.between(START, time).toMinutes() / (24 * 60);
    boolean hot = !time.isBefore(HOT_FROM) && time.isBefore(HOT_TO);
    return 180 + 3 * Math.sin(day) + random.nextDouble(-2, 2) + (hot ? 50 : 0);
  }
}
