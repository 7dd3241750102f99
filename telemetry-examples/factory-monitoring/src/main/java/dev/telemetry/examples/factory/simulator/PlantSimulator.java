package dev.telemetry.examples.factory.simulator;

import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Simulates a plant of three lines and forty sensors, each with one reading a second.
 *
 * <p>Pure: no Kafka and no clock. {@link #advance} moves the plant's own time on by a second and
 * hands back what its gateway sends in that second, in sending order; the caller paces it. The same
 * seed and start give the same emissions.
 *
 * <p>Normal values are quiet: no temperature above 80 Cel, no vibration above 4.5 mm/s, no pressure
 * outside 4..7 bar, and none of these further than 4.5 standard deviations from the mean of its
 * last ten minutes. So a threshold of 90 Cel, of 7.1 mm/s (ISO 10816-1, zone D) or of 2..8 bar, and
 * a z-score of 5, are exceeded by faults only. The first fault begins after 25 s, the next ones
 * every 75 to 150 s, their kinds in turn; {@link #groundTruth} tells them. Every 6 s one record is
 * made bad, the kinds in turn, so that a minute has them all ({@link Injection#LATE} arrives three
 * minutes later at most); of the other readings one in 200 is sent in {@link Injection#DISORDER}.
 * {@link #injected} counts them. A sensor that has a fault gets no bad records.
 *
 * <p>Not thread-safe. The ground truth grows by about 770 faults in a day of the plant.
 */
public final class PlantSimulator {
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final int SECONDS_BETWEEN_DEFECTS = 6;
  private static final int READINGS_PER_DISORDER = 200;
  private static final List<Injection> IN_TURN =
      List.of(
          Injection.DUPLICATE,
          Injection.NO_MAGIC_BYTE,
          Injection.CLOCK_AHEAD,
          Injection.LATE,
          Injection.NOT_A_NUMBER,
          Injection.TRUNCATED,
          Injection.BAD_QUALITY,
          Injection.WRONG_UNIT,
          Injection.UNKNOWN_SCHEMA,
          Injection.OUT_OF_RANGE);

  private final List<Station> stations = new ArrayList<>();
  private final SplittableRandom random;
  private final Defects defects;
  private final FaultSchedule faults;
  private final boolean quiet;
  private final PriorityQueue<Held> held =
      new PriorityQueue<>(Comparator.comparing(Held::due).thenComparingLong(Held::order));
  private final Map<Injection, Long> injected = new EnumMap<>(Injection.class);
  private List<Emission> outgoing = new ArrayList<>();
  private long second;
  private long emitted;
  private long heldSoFar;
  private Instant now;

  private PlantSimulator(long seed, Instant start, boolean quiet) {
    SplittableRandom root = new SplittableRandom(seed);
    this.quiet = quiet;
    this.now = start.truncatedTo(ChronoUnit.SECONDS);
    for (Sensor sensor : Plant.sensors()) {
      stations.add(new Station(sensor, new Signal(sensor, root.split())));
    }
    this.random = root.split();
    this.defects = new Defects(root.split());
    this.faults = new FaultSchedule(Plant.sensors(), root.split(), now);
    for (Injection kind : Injection.values()) {
      injected.put(kind, 0L);
    }
  }

  /**
   * A plant with faults and bad records.
   *
   * @param seed what all that is random in it follows from
   * @param start the event time of its first second; parts of a second are cut off
   */
  public static PlantSimulator of(long seed, Instant start) {
    return new PlantSimulator(seed, start, false);
  }

  /** A plant in which nothing goes wrong: no faults, no bad records, no disorder. */
  public static PlantSimulator quiet(long seed, Instant start) {
    return new PlantSimulator(seed, start, true);
  }

  /** Lets one second pass and hands back what is sent in it, in sending order. */
  public List<Emission> advance() {
    outgoing = new ArrayList<>();
    releaseHeld();
    if (!quiet) {
      faults.moveTo(now);
    }
    int victim = defectIsDue() ? healthyStation() : -1;
    for (int i = 0; i < stations.size(); i++) {
      measure(stations.get(i), i, i == victim);
    }
    now = now.plus(TICK);
    second++;
    return outgoing;
  }

  /** Lets time pass up to that moment, exclusive, and hands back all that is sent until then. */
  public List<Emission> until(Instant end) {
    List<Emission> all = new ArrayList<>();
    while (now.isBefore(end)) {
      all.addAll(advance());
    }
    return all;
  }

  /** The event time of the next second. */
  public Instant now() {
    return now;
  }

  /** The sensors of the plant. */
  public List<Sensor> sensors() {
    return stations.stream().map(station -> station.sensor).toList();
  }

  /** The faults that have begun so far, oldest first. */
  public List<Fault> groundTruth() {
    return faults.begun();
  }

  /**
   * How many emissions of each kind were handed out so far; every kind has an entry. What is still
   * held back, as {@link Injection#LATE}, is not counted yet.
   */
  public Map<Injection, Long> injected() {
    return Map.copyOf(injected);
  }

  /** How many emissions were handed out so far. */
  public long emitted() {
    return emitted;
  }

  private void releaseHeld() {
    while (!held.isEmpty() && !held.peek().due().isAfter(now)) {
      Held next = held.poll();
      send(new Emission.Reading(next.reading()), next.kind());
    }
  }

  private boolean defectIsDue() {
    return !quiet && second % SECONDS_BETWEEN_DEFECTS == SECONDS_BETWEEN_DEFECTS - 1;
  }

  private int healthyStation() {
    int index = random.nextInt(stations.size());
    while (faults.on(stations.get(index).sensor).isPresent()) {
      index = (index + 1) % stations.size();
    }
    return index;
  }

  private void measure(Station station, int index, boolean defective) {
    // the sensors share the second evenly: forty clocks never tick at the same moment
    Instant time = now.plusMillis(TICK.toMillis() * index / stations.size());
    var fault = faults.on(station.sensor);
    OptionalDouble value = station.signal.at(time, fault);
    long sequence = station.sequence++;
    if (value.isEmpty()) {
      return;
    }
    SensorReading reading = reading(station.sensor, time, value.getAsDouble(), sequence);
    if (defective) {
      int turn = (int) (second / SECONDS_BETWEEN_DEFECTS % IN_TURN.size());
      sendDefective(reading, station.sensor.metric(), IN_TURN.get(turn));
    } else if (fault.isEmpty() && !quiet && random.nextInt(READINGS_PER_DISORDER) == 0) {
      hold(reading, random.nextInt(2, 5), Injection.DISORDER);
    } else {
      send(new Emission.Reading(reading));
    }
  }

  private void sendDefective(SensorReading reading, Metric metric, Injection kind) {
    if (kind == Injection.LATE) {
      hold(reading, random.nextInt(120, 181), kind);
    } else if (kind.isBroken()) {
      send(new Emission.Reading(reading));
      send(new Emission.Broken(reading.getSensorId(), defects.bytes(reading, kind)), kind);
    } else {
      if (kind == Injection.DUPLICATE) {
        send(new Emission.Reading(reading));
      }
      send(new Emission.Reading(defects.spoil(reading, metric, kind)), kind);
    }
  }

  private void hold(SensorReading reading, int seconds, Injection kind) {
    held.add(new Held(reading, now.plusSeconds(seconds), heldSoFar++, kind));
  }

  private void send(Emission emission, Injection kind) {
    injected.merge(kind, 1L, Long::sum);
    send(emission);
  }

  private void send(Emission emission) {
    outgoing.add(emission);
    emitted++;
  }

  private static SensorReading reading(Sensor sensor, Instant time, double value, long sequence) {
    Metric metric = sensor.metric();
    return new SensorReading(
        sensor.id(), metric.id(), metric.unit(), time, value, Quality.GOOD, sequence, Map.of());
  }

  /** A sensor with its signal and its running number. */
  private static final class Station {
    private final Sensor sensor;
    private final Signal signal;
    private long sequence;

    private Station(Sensor sensor, Signal signal) {
      this.sensor = sensor;
      this.signal = signal;
    }
  }

  /** A reading that waits to be sent; the order keeps those of the same second apart. */
  private record Held(SensorReading reading, Instant due, long order, Injection kind) {}
}
