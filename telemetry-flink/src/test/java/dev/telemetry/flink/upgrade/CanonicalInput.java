package dev.telemetry.flink.upgrade;

import static dev.telemetry.testkit.Sensors.sensor;
import static java.time.Duration.ofSeconds;

import dev.telemetry.flink.time.DisorderWatermarks;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.AlarmAction;
import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.DetectorRule;
import dev.telemetry.model.SensorReading;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Two minutes of two presses, with a pause in the middle until the test lets it go on. */
final class CanonicalInput {
  private static final Map<String, CompletableFuture<Void>> PAUSES = new ConcurrentHashMap<>();
  private static final List<String> SENSORS =
      List.of(
          "line-1/press-1/oil",
          "line-1/press-1/pump",
          "line-1/press-1/state",
          "line-1/press-1/good",
          "line-1/press-1/bad",
          "line-1/press-2/oil");
  private static final int SECONDS = 130;

  /** Not between a reading and its repetition, which the duplicate filter forgets in a week. */
  private static final int BEFORE_PAUSE = 72 * SENSORS.size() + 10;

  private static final int DISORDER = 5;

  private final String id = UUID.randomUUID().toString();

  CanonicalInput() {
    PAUSES.put(id, new CompletableFuture<>());
  }

  static CanonicalInput withoutPause() {
    return new CanonicalInput().goOn();
  }

  CanonicalInput goOn() {
    PAUSES.get(id).complete(null);
    return this;
  }

  DataStream<SensorReading> readings(StreamExecutionEnvironment env) {
    var source =
        new DataGeneratorSource<>(
            CanonicalInput::scripted,
            (long) SECONDS * SENSORS.size(),
            pauseOf(id),
            RecordTypeInfo.ofRecord(SensorReading.class));
    return env.fromSource(
            source,
            DisorderWatermarks.<SensorReading>strategy(ofSeconds(DISORDER), reading -> true)
                .withTimestampAssigner((reading, unset) -> reading.getEventTime().toEpochMilli()),
            "readings")
        .uid("readings")
        .setParallelism(1);
  }

  private static RateLimiterStrategy<NumberSequenceSplit> pauseOf(String id) {
    return parallelism ->
        new RateLimiter<>() {
          private int asked;

          @Override
          public CompletionStage<Void> acquire(int number) {
            asked += number;
            return asked < BEFORE_PAUSE
                ? CompletableFuture.completedFuture(null)
                : PAUSES.get(id).copy();
          }
        };
  }

  /** In disorder within the bound; one is out of range, some are sent twice at once. */
  private static SensorReading scripted(Long index) {
    long original = index % 29 == 28 ? index - 1 : index;
    long tick = original / SENSORS.size();
    long second = tick / DISORDER * DISORDER + DISORDER - 1 - tick % DISORDER;
    String sensor = SENSORS.get((int) (original % SENSORS.size()));
    return sensor(sensor)
        .metric(metricOf(sensor))
        .unit(unitOf(sensor))
        .at(1_763_000_000L + second)
        .sequence(second)
        .value(valueOf(sensor, second));
  }

  private static String metricOf(String sensor) {
    return sensor.endsWith("oil") ? "temperature" : sensor.endsWith("pump") ? "pressure" : "count";
  }

  private static String unitOf(String sensor) {
    return sensor.endsWith("oil") ? "Cel" : sensor.endsWith("pump") ? "bar" : "1";
  }

  private static double valueOf(String sensor, long second) {
    double noise = Math.sin(second * 7.0 + sensor.length());
    return switch (sensor.substring(sensor.lastIndexOf('/') + 1)) {
      case "oil" -> second == 33 ? 999 : (second % 40 > 28 ? 95 : 60) + noise;
      case "pump" -> (second / 5 == 20 ? 9 : 5) + noise / 10;
      case "state" -> second % 25 < 20 ? 1 : 0;
      case "good" -> second;
      default -> Math.floorDiv(second, 10);
    };
  }

  static DataStream<DetectorRule> rules(StreamExecutionEnvironment env) {
    return env.fromData(
            RecordTypeInfo.ofRecord(DetectorRule.class), rule("hot", "90"), rule("trial", "94"))
        .uid("rules");
  }

  private static DetectorRule rule(String id, String limit) {
    return DetectorRule.newBuilder()
        .setId(id)
        .setVersion(1)
        .setDetector("threshold")
        .setMetric("temperature")
        .setParameters(Map.of("above", limit))
        .setShadow(id.equals("trial"))
        .setChangedAt(Instant.EPOCH)
        .build();
  }

  /**
   * Of the second half one that is refused; the last one, before the pause, tells that all came.
   */
  static DataStream<AlarmCommand> commands(StreamExecutionEnvironment env) {
    return env.fromData(
            RecordTypeInfo.ofRecord(AlarmCommand.class),
            acknowledge("line-1/press-2/oil", 115),
            acknowledge("line-1/press-2/oil", 117),
            acknowledge("line-1/press-1/oil", 50))
        .uid("commands");
  }

  private static AlarmCommand acknowledge(String sensor, long second) {
    return AlarmCommand.newBuilder()
        .setId(sensor + second)
        .setAction(AlarmAction.ACKNOWLEDGE)
        .setSource("ruled|" + sensor + "|temperature|hot")
        .setBy("ada")
        .setAt(Instant.ofEpochSecond(1_763_000_000L + second))
        .build();
  }
}
