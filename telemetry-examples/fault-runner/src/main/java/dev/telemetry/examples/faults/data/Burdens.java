package dev.telemetry.examples.faults.data;

import static dev.telemetry.model.RejectionReason.AHEAD_OF_TIME;
import static dev.telemetry.model.RejectionReason.DUPLICATE;
import static dev.telemetry.model.RejectionReason.NOT_FINITE;
import static dev.telemetry.model.RejectionReason.TOO_OLD;

import dev.telemetry.model.RejectionReason;
import dev.telemetry.model.SensorReading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Readings that decode and are wrong all the same. */
final class Burdens {
  private static final int SENSORS = 100;

  /** One of so many readings is odd, and every second of them gets a bad one beside it. */
  private static final int ODD = 10;

  private static final int COPIES = 3;

  private static final double[] NOT_FINITE_VALUES = {
    Double.NaN,
    Double.longBitsToDouble(0x7ff0000000000001L), // a signalling NaN
    Double.longBitsToDouble(0xffffffffffffffffL),
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };

  /** Odd, and numbers like any other. */
  private static final double[] FINITE_VALUES = {
    -0.0, 0.0, Double.MIN_VALUE, -Double.MIN_VALUE, Double.MIN_NORMAL / 3
  };

  private static final Map<Instant, RejectionReason> FAR_TIMES =
      Map.of(
          Instant.EPOCH,
          TOO_OLD,
          Instant.ofEpochMilli(-1),
          TOO_OLD,
          Instant.ofEpochMilli(Long.MIN_VALUE),
          TOO_OLD,
          Instant.ofEpochMilli(Long.MIN_VALUE + 1),
          TOO_OLD,
          Instant.parse("1899-12-31T23:59:59Z"),
          TOO_OLD,
          Instant.parse("2262-04-11T23:47:16.854Z"),
          AHEAD_OF_TIME,
          Instant.parse("9999-12-31T23:59:59Z"),
          AHEAD_OF_TIME,
          Instant.ofEpochMilli(Long.MAX_VALUE - 1),
          AHEAD_OF_TIME,
          Instant.ofEpochMilli(Long.MAX_VALUE),
          AHEAD_OF_TIME);

  private Burdens() {}

  /** NaN and infinities come on top; zeros and denormals are in both. */
  static Burden nonFinite(int records, Random random) {
    return beside(
        records,
        random,
        good -> {
          double value = NOT_FINITE_VALUES[random.nextInt(NOT_FINITE_VALUES.length)];
          return new Bad(SensorReading.newBuilder(good).setValue(value).build(), NOT_FINITE);
        },
        good ->
            SensorReading.newBuilder(good)
                .setValue(FINITE_VALUES[random.nextInt(FINITE_VALUES.length)])
                .build());
  }

  /** Clocks that have lost their battery, and clocks that have lost their mind. */
  static Burden farTime(int records, Random random) {
    List<Instant> times = FAR_TIMES.keySet().stream().sorted().toList();
    return beside(
        records,
        random,
        good -> {
          Instant time = times.get(random.nextInt(times.size()));
          SensorReading bad = SensorReading.newBuilder(good).setEventTime(time).build();
          return new Bad(bad, FAR_TIMES.get(time));
        },
        good -> good);
  }

  private record Bad(SensorReading reading, RejectionReason reason) {}

  private interface Spoiler {
    Bad spoil(SensorReading good);
  }

  private interface Oddity {
    SensorReading odd(SensorReading good);
  }

  /** Half of what is sent is bad, between good readings in their order. */
  private static Burden beside(int records, Random random, Spoiler spoiler, Oddity oddity) {
    List<SensorReading> clean = new ArrayList<>();
    List<SensorReading> burdened = new ArrayList<>();
    Map<RejectionReason, Long> rejected = new EnumMap<>(RejectionReason.class);
    Readings readings = Readings.ending(SENSORS, records / 2);
    for (int i = 0; i < records / 2; i++) {
      SensorReading plain = readings.get(i);
      SensorReading good = random.nextInt(ODD) == 0 ? oddity.odd(plain) : plain;
      Bad bad = spoiler.spoil(plain);
      clean.add(good);
      burdened.add(bad.reading);
      burdened.add(good);
      rejected.merge(bad.reason, 1L, Long::sum);
    }
    return new Burden(clean, burdened, rejected);
  }

  private record Arrival(long atMillis, SensorReading reading) {}

  /** Each reading comes three times, at any moment within the bound of disorder. */
  static Burden duplicates(int records, Random random) {
    int once = records / COPIES;
    Readings readings = Readings.ending(SENSORS, once);
    List<SensorReading> clean = new ArrayList<>();
    List<Arrival> arrivals = new ArrayList<>();
    int bound = (int) DataJob.DISORDER.toMillis();
    for (int i = 0; i < once; i++) {
      SensorReading reading = readings.get(i);
      clean.add(reading);
      for (int copy = 0; copy < COPIES; copy++) {
        long at = reading.getEventTime().toEpochMilli() + random.nextInt(bound);
        arrivals.add(new Arrival(at, reading));
      }
    }
    arrivals.sort(Comparator.comparingLong(Arrival::atMillis));
    List<SensorReading> burdened = arrivals.stream().map(Arrival::reading).toList();
    return new Burden(clean, burdened, Map.of(DUPLICATE, (COPIES - 1L) * once));
  }
}
