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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * All sensors of a few machines get hot at once, each with three readings a round: their alarms are
 * raised at a hundred in each millisecond of event time. The clean run has the same alarms, ten in
 * a second, so that what is kept for each alarm is the same.
 */
final class AlarmStormScenario implements Scenario {
  private static final int MACHINES = 10;

  /** Between one alarm and the next, in microseconds of event time. */
  private static final int IN_STORM = 10;

  private static final int IN_CALM = 100_000;

  /**
   * What passes of each machine before its storm is told by a summary, as the job's groups have it.
   */
  private static final int LET_THROUGH = 10;

  /** Hot for two seconds, which raises, and cool again; in the same minute. */
  private static final int[] SECONDS = {1, 3, 5};

  private static final double[] VALUES = {95, 96, 60};

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
      new PairedRuns(stage).run(settings, outcome, number -> round(stage, sensors, number));
    }
    return outcome;
  }

  private static Round round(DataStage stage, int sensors, int number) {
    List<SensorReading> storm = readings(sensors, IN_STORM);
    return new Round(
        stage,
        storm,
        Feed.all(stage, "calm-" + number, readings(sensors, IN_CALM)),
        Feed.all(stage, "stormy-" + number, storm));
  }

  private static List<SensorReading> readings(int sensors, long apartMicros) {
    Instant from = Readings.anHourAgo().minusMillis(sensors * apartMicros / 1_000);
    Instant minute = from.truncatedTo(ChronoUnit.MINUTES);
    List<SensorReading> readings = new ArrayList<>();
    for (int i = 0; i < SECONDS.length; i++) {
      for (int sensor = 0; sensor < sensors; sensor++) {
        Instant time = minute.plusSeconds(SECONDS[i]).plusMillis(sensor * apartMicros / 1_000);
        readings.add(Readings.of(id(sensor), time, VALUES[i], i));
      }
    }
    readings.sort(Comparator.comparing(SensorReading::getEventTime));
    return readings;
  }

  private static String id(int sensor) {
    return "plant-1/line-1/machine-%d/temperature-%d".formatted(sensor % MACHINES, sensor);
  }

  private record Round(
      DataStage stage, List<SensorReading> readings, RoundTopics clean, RoundTopics burdened)
      implements PairedRuns.Round {

    @Override
    public int faults() {
      return readings.size() / SECONDS.length;
    }

    @Override
    public void judge(JobReport reference, JobReport report, Outcome outcome) {
      outcome.add(
          WindowLedger.of(readings)
              .balance(stage.records(burdened.statistics()), readings.size(), 0));
      Verdict verdict =
          new Verdict(stage, report)
              .fates(readings.size(), readings.size(), 0, 0)
              .same("opened", report.count("anomalies.opened"), faults())
              .same("closed", report.count("anomalies.closed"), faults())
              .same("raised", raised(stage, burdened.alarms()), faults())
              .same("raises of groups", report.count("alarm-groups.raised"), faults())
              .same("called", raised(stage, burdened.calls()), MACHINES * LET_THROUGH);
      summaries(stage.records(burdened.summaries()), faults(), verdict);
      verdict.tell(outcome);
    }
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
