package dev.telemetry.examples.faults.data;

import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.examples.faults.Scenario;
import dev.telemetry.model.SensorReading;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Nine of ten readings are of one sensor; at the end ten sensors for each reading of a round. */
final class SkewScenario implements Scenario {
  private static final double MOST_MEMORY = 1.2;
  private static final int HEAP_MEGABYTES = 256;
  private static final int HEAP_OF_MANY_MEGABYTES = 4_096;
  private static final int SENSORS = 100;
  private static final int COLD = 10;
  private static final int APART_MILLIS = 10;
  private static final int KEYS_PER_RECORD = 10;

  /** In windows of 10 s, and in windows of 1 min every 10 s. */
  private static final int WINDOWS_OF_A_READING = 7;

  @Override
  public String name() {
    return "skew";
  }

  @Override
  public String fault() {
    return "90 % of the readings on one key, and a key for each reading";
  }

  @Override
  public Outcome run(FaultSettings settings) throws Exception {
    Outcome outcome = new Outcome(this, settings);
    try (DataStage stage = DataStage.start()) {
      WorkerProcess even = stage.worker("even", HEAP_MEGABYTES);
      WorkerProcess skewed = stage.worker("skewed", HEAP_MEGABYTES);
      Memory memory = new Memory(even, skewed);
      for (int round = 0; round < settings.rounds(); round++) {
        List<SensorReading> readings = readings(settings.records(), true);
        RoundTopics without = Feed.all(stage, "even-" + round, readings(settings.records(), false));
        RoundTopics with = Feed.all(stage, "skewed-" + round, readings);
        outcome.round(1);
        CompletableFuture<JobReport> reference = stage.running(even, without);
        JobReport report = stage.run(skewed, with);
        memory.add(reference.join(), report);
        judge(stage, readings, report, with, outcome);
        figures(outcome, readings.size(), reference.join(), report);
        settings.say("skew: round %d in %,d ms, %s", round, report.millis(), memory);
      }
      memory.judge(outcome, MOST_MEMORY);
      even.close();
      skewed.close();
      manyKeys(stage, settings, outcome);
    }
    return outcome;
  }

  private static List<SensorReading> readings(int records, boolean skewed) {
    Instant from = Readings.anHourAgo().minusMillis((long) records * APART_MILLIS);
    return IntStream.range(0, records)
        .mapToObj(
            i -> {
              int sensor = skewed && i % COLD != 0 ? 0 : i / COLD % SENSORS;
              Instant time = from.plusMillis((long) i * APART_MILLIS);
              return Readings.of(Readings.id(sensor), time, 20 + i % 7, i);
            })
        .toList();
  }

  private static void judge(
      DataStage stage,
      List<SensorReading> readings,
      JobReport report,
      RoundTopics topics,
      Outcome outcome) {
    outcome.restartedByData(report.restarts());
    WindowLedger windows = WindowLedger.of(readings);
    outcome.add(windows.balance(stage.records(topics.statistics()), readings.size(), 0));
    new Verdict(stage, report)
        .fates(readings.size(), readings.size(), 0, 0)
        .defects()
        .forEach(defect -> outcome.fail("%s", defect));
  }

  private static void figures(Outcome outcome, long readings, JobReport even, JobReport skewed) {
    outcome.figure("evenReadingsPerSecond", readings * 1_000 / Math.max(1, even.millis()));
    outcome.figure("skewedReadingsPerSecond", readings * 1_000 / Math.max(1, skewed.millis()));
  }

  /** All keys are open in the same windows. The rows are counted by the job, as they are many. */
  private static void manyKeys(DataStage stage, FaultSettings settings, Outcome outcome)
      throws IOException {
    int keys = settings.records() * KEYS_PER_RECORD;
    Instant from = Readings.anHourAgo();
    long window = DataJob.WINDOW.toMillis();
    Iterable<SensorReading> readings =
        () ->
            IntStream.range(0, keys)
                .mapToObj(
                    i -> Readings.of(Readings.id(i), from.plusMillis(i * window / keys), 20, 0))
                .iterator();
    RoundTopics topics = Feed.all(stage, "keys", readings);
    WorkerProcess worker = stage.worker("keys", HEAP_OF_MANY_MEGABYTES);
    JobReport report = stage.run(worker, topics);
    outcome.restartedByData(report.restarts());
    new Verdict(stage, report)
        .fates(keys, keys, 0, 0)
        .same("rows", report.count("statistics.results"), (long) keys * WINDOWS_OF_A_READING)
        .defects()
        .forEach(defect -> outcome.fail("%,d keys: %s", keys, defect));
    outcome.figure("keys", keys);
    outcome.figure("keysReadingsPerSecond", keys * 1_000L / Math.max(1, report.millis()));
    outcome.figure("keysPeakRssMegabytes", worker.peakMegabytes());
    settings.say("skew: %,d keys in %,d ms", keys, report.millis());
  }
}
