package dev.telemetry.examples.factory.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Which fault begins when, and on which sensor: one every two minutes or so. */
final class FaultSchedule {
  private static final Duration FIRST = Duration.ofSeconds(25);
  private static final int SHORTEST_PAUSE_SECONDS = 75;
  private static final int LONGEST_PAUSE_SECONDS = 150;

  private final List<Sensor> sensors;
  private final SplittableRandom random;
  private final Map<String, Active> active = new HashMap<>();
  private final List<Fault> begun = new ArrayList<>();
  private Instant next;

  FaultSchedule(List<Sensor> sensors, SplittableRandom random, Instant start) {
    this.sensors = sensors;
    this.random = random;
    this.next = start.plus(FIRST);
  }

  void moveTo(Instant now) {
    active.values().removeIf(fault -> !fault.fault().to().isAfter(now));
    if (!now.isBefore(next)) {
      begin(now);
      next = now.plusSeconds(random.nextInt(SHORTEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS + 1));
    }
  }

  Optional<Active> on(Sensor sensor) {
    return Optional.ofNullable(active.get(sensor.id()));
  }

  List<Fault> begun() {
    return List.copyOf(begun);
  }

  private void begin(Instant now) {
    FaultKind kind = FaultKind.values()[begun.size() % FaultKind.values().length];
    List<Sensor> healthy = sensors.stream().filter(s -> kind.fits(s) && isHealthy(s)).toList();
    if (!healthy.isEmpty()) {
      Sensor sensor = healthy.get(random.nextInt(healthy.size()));
      Fault fault = new Fault(sensor.id(), kind, now, now.plus(kind.duration()));
      active.put(sensor.id(), new Active(fault, random.nextDouble()));
      begun.add(fault);
    }
  }

  private boolean isHealthy(Sensor sensor) {
    return !active.containsKey(sensor.id());
  }

  /** A fault with its strength, 0 to 1. */
  record Active(Fault fault, double strength) {

    boolean is(FaultKind kind) {
      return fault.kind() == kind;
    }

    double distort(Sensor sensor, double normal, Instant at) {
      double elapsed = Duration.between(fault.from(), at).toMillis();
      double progress = elapsed / fault.kind().duration().toMillis();
      return fault.kind().distort(sensor, normal, progress, strength);
    }
  }
}
