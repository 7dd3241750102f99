package dev.telemetry.examples.faults.data;

import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.examples.faults.Scenario;
import dev.telemetry.model.SensorReading;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Nine of ten readings are of one sensor; at the end ten sensors for each reading of a round. */
final class SkewScenario implements Scenario {
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
      new PairedRuns(stage)
          .run(settings, outcome, number -> round(stage, settings.records(), number));
      manyKeys(stage, settings, outcome);
    }
    return outcome;
  }

  private static Round round(DataStage stage, int records, int number) {
    List<SensorReading> skewed = readings(records, true);
    return new Round(
        stage,
        skewed,
        Feed.all(stage, "even-" + number, readings(records, false)),
        Feed.all(stage, "skewed-" + number, skewed));
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

  private record Round(
      DataStage stage, List<SensorReading> readings, RoundTopics clean, RoundTopics burdened)
      implements PairedRuns.Round {

    @Override
    public int faults() {
      return 1;
    }

    @Override
    public void judge(JobReport even, JobReport skewed, Outcome outcome) {
      int sent = readings.size();
      outcome.add(WindowLedger.of(readings).balance(stage.records(burdened.statistics()), sent, 0));
      new Verdict(stage, skewed).fates(sent, sent, 0, 0).tell(outcome);
      outcome.figure("evenReadingsPerSecond", even.perSecond(sent));
      outcome.figure("skewedReadingsPerSecond", skewed.perSecond(sent));
    }
  }

  /** All keys are open in the same windows. The rows are counted by the job, as they are many. */
  private static void manyKeys(DataStage stage, FaultSettings settings, Outcome outcome)
      throws IOException {
    int keys = settings.records() * KEYS_PER_RECORD;
    RoundTopics topics = Feed.all(stage, "keys", inOneWindow(keys));
    WorkerProcess worker = stage.worker("keys", WorkerProcess.growingHeap(HEAP_OF_MANY_MEGABYTES));
    JobReport report = stage.run(worker, topics);
    outcome.restartedByData(report.restarts());
    new Verdict(stage, report)
        .fates(keys, keys, 0, 0)
        .same("rows", report.count("statistics.results"), (long) keys * WINDOWS_OF_A_READING)
        .tell(outcome);
    outcome.figure("keys", keys);
    outcome.figure("keysReadingsPerSecond", report.perSecond(keys));
    outcome.figure("keysPeakRssMegabytes", worker.peakMegabytes());
    settings.say("skew: %,d keys in %,d ms", keys, report.millis());
  }

  private static Iterable<SensorReading> inOneWindow(int keys) {
    Instant from = Readings.anHourAgo();
    long window = DataJob.WINDOW.toMillis();
    return () ->
        IntStream.range(0, keys)
            .mapToObj(i -> Readings.of(Readings.id(i), from.plusMillis(i * window / keys), 20, 0))
            .iterator();
  }
}
