package dev.telemetry.examples.faults.data;

import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.examples.faults.Scenario;
import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmEvent;
import dev.telemetry.model.AlarmSummary;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * All sensors of a few machines get hot at once, each with one of three readings a round: their
 * alarms are raised at a hundred in each millisecond of event time.
 */
final class AlarmStormScenario implements Scenario {
  private static final double MOST_MEMORY = 1.2;
  private static final int HEAP_MEGABYTES = 384;
  private static final int MACHINES = 10;
  private static final int ALARMS_IN_A_MILLISECOND = 100;

  /**
   * What passes of each machine before its storm is told by a summary, as the job's groups have it.
   */
  private static final int LET_THROUGH = 10;

  /** Hot for two seconds, which raises, and cool again; in the same minute. */
  private static final int[] SECONDS = {1, 3, 5};

  private static final double[] HOT = {95, 96, 60};
  private static final double[] COOL = {60, 61, 60};

  @Override
  public String name() {
    return "alarm-storm";
  }

  @Override
  public String fault() {
    return "100,000 alarms a second";
  }

  @Override
  public Outcome run(FaultSettings settings) throws Exception {
    Outcome outcome = new Outcome(this, settings);
    int sensors = settings.records() / SECONDS.length;
    try (DataStage stage = DataStage.start()) {
      WorkerProcess calm = stage.worker("calm", HEAP_MEGABYTES);
      WorkerProcess stormy = stage.worker("stormy", HEAP_MEGABYTES);
      Memory memory = new Memory(calm, stormy);
      for (int round = 0; round < settings.rounds(); round++) {
        List<SensorReading> hot = readings(sensors, HOT);
        RoundTopics without = Feed.all(stage, "calm-" + round, readings(sensors, COOL));
        RoundTopics with = Feed.all(stage, "stormy-" + round, hot);
        outcome.round(sensors);
        CompletableFuture<JobReport> reference = stage.running(calm, without);
        JobReport report = stage.run(stormy, with);
        memory.add(reference.join(), report);
        judge(stage, hot, report, with, outcome);
        settings.say("alarm-storm: round %d in %,d ms, %s", round, report.millis(), memory);
      }
      memory.judge(outcome, MOST_MEMORY);
    }
    return outcome;
  }

  private static List<SensorReading> readings(int sensors, double[] values) {
    Instant from = Readings.anHourAgo();
    List<SensorReading> readings = new ArrayList<>();
    for (int i = 0; i < SECONDS.length; i++) {
      for (int sensor = 0; sensor < sensors; sensor++) {
        Instant time = from.plusSeconds(SECONDS[i]).plusMillis(sensor / ALARMS_IN_A_MILLISECOND);
        readings.add(Readings.of(id(sensor), time, values[i], i));
      }
    }
    return readings;
  }

  private static String id(int sensor) {
    return "plant-1/line-1/machine-%d/temperature-%d".formatted(sensor % MACHINES, sensor);
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
    long alarms = readings.size() / SECONDS.length;
    Verdict verdict =
        new Verdict(stage, report)
            .fates(readings.size(), readings.size(), 0, 0)
            .same("opened", report.count("anomalies.opened"), alarms)
            .same("closed", report.count("anomalies.closed"), alarms)
            .same("raised", raised(stage, topics.alarms()), alarms)
            .same("raises of groups", report.count("alarm-groups.raised"), alarms)
            .same("called", raised(stage, topics.calls()), MACHINES * LET_THROUGH);
    summaries(stage.records(topics.summaries()), alarms, verdict);
    verdict.defects().forEach(defect -> outcome.fail("%s", defect));
  }

  private static long raised(DataStage stage, Topic<Alarm> topic) {
    return stage.records(topic).stream()
        .filter(alarm -> alarm.getEvent() == AlarmEvent.RAISED)
        .count();
  }

  /** One of each machine, and all of them together stand for every alarm. */
  private static void summaries(List<AlarmSummary> summaries, long alarms, Verdict verdict) {
    long raised = summaries.stream().mapToLong(AlarmSummary::getRaised).sum();
    long emitted = summaries.stream().mapToLong(AlarmSummary::getEmitted).sum();
    long held = summaries.stream().mapToLong(AlarmSummary::getHeldBack).sum();
    verdict
        .same("summaries", summaries.size(), MACHINES)
        .same("summed up", raised, alarms)
        .same("summed up as let through", emitted, MACHINES * LET_THROUGH)
        .same("summed up as held back", held, alarms - MACHINES * LET_THROUGH);
  }
}
