package dev.telemetry.flink.type;

import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmAction;
import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.AlarmCommandRejection;
import dev.telemetry.model.AlarmCount;
import dev.telemetry.model.AlarmEvent;
import dev.telemetry.model.AlarmRefusal;
import dev.telemetry.model.AlarmState;
import dev.telemetry.model.AlarmSummary;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.Course;
import dev.telemetry.model.DetectorRule;
import dev.telemetry.model.Effectiveness;
import dev.telemetry.model.EpisodePhase;
import dev.telemetry.model.GridPoint;
import dev.telemetry.model.HistogramBin;
import dev.telemetry.model.Loss;
import dev.telemetry.model.PointOrigin;
import dev.telemetry.model.Quality;
import dev.telemetry.model.Quantile;
import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.RejectionReason;
import dev.telemetry.model.RuleRejection;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.Severity;
import dev.telemetry.model.ValueHistogram;
import dev.telemetry.model.WindowStatistics;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Records with anything in them that a producer could send: extreme times, NaN, odd characters. */
final class RandomRecords {
  private static final Arbitrary<String> TEXTS = Arbitraries.strings().ofMaxLength(40);
  private static final Arbitrary<Instant> TIMES = Arbitraries.longs().map(Instant::ofEpochMilli);
  private static final Arbitrary<Double> VALUES =
      Arbitraries.oneOf(
          Arbitraries.doubles(),
          Arbitraries.of(
              Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 1e-320));
  private static final Arbitrary<Map<String, String>> TAGS =
      Arbitraries.maps(TEXTS, TEXTS).ofMaxSize(4);

  private RandomRecords() {}

  static Arbitrary<SensorReading> readings() {
    return Combinators.combine(
            TEXTS,
            TEXTS,
            TEXTS,
            TIMES,
            VALUES,
            Arbitraries.of(Quality.class),
            Arbitraries.longs().injectNull(0.3),
            TAGS)
        .as(SensorReading::new);
  }

  static Arbitrary<WindowStatistics> statistics() {
    return Combinators.combine(
            TEXTS.list().ofSize(4),
            TIMES.list().ofSize(2),
            Arbitraries.longs(),
            VALUES.list().ofSize(7),
            Arbitraries.integers(),
            quantiles().injectNull(0.5),
            histograms().injectNull(0.5),
            courses().injectNull(0.5))
        .as(
            (texts, times, count, values, revision, quantiles, histogram, course) ->
                new WindowStatistics(
                    texts.get(0),
                    texts.get(1),
                    texts.get(2),
                    texts.get(3),
                    times.get(0),
                    times.get(1),
                    count,
                    values.get(0),
                    values.get(1),
                    values.get(2),
                    values.get(3),
                    values.get(4),
                    values.get(5),
                    values.get(6),
                    revision,
                    quantiles,
                    histogram,
                    course));
  }

  private static Arbitrary<List<Quantile>> quantiles() {
    return Combinators.combine(VALUES, VALUES).as(Quantile::new).list().ofMaxSize(4);
  }

  private static Arbitrary<ValueHistogram> histograms() {
    Arbitrary<List<HistogramBin>> bins =
        Combinators.combine(VALUES, VALUES, Arbitraries.longs())
            .as(HistogramBin::new)
            .list()
            .ofMaxSize(5);
    return Combinators.combine(VALUES, bins).as(ValueHistogram::new);
  }

  private static Arbitrary<Course> courses() {
    return Combinators.combine(
            VALUES, VALUES.injectNull(0.5).list().ofSize(4), VALUES, Arbitraries.longs(), VALUES)
        .as(
            (delta, optional, covered, changes, increase) ->
                new Course(
                    delta,
                    optional.get(0),
                    optional.get(1),
                    optional.get(2),
                    covered,
                    optional.get(3),
                    changes,
                    increase));
  }

  static Arbitrary<Effectiveness> effectiveness() {
    return Combinators.combine(
            TEXTS,
            TEXTS,
            TIMES.list().ofSize(2),
            VALUES.list().ofSize(2),
            VALUES.injectNull(0.4).list().ofSize(8),
            TEXTS.list().ofMaxSize(3),
            Arbitraries.integers())
        .as(
            (operator, machine, times, values, optional, missing, revision) ->
                new Effectiveness(
                    operator,
                    machine,
                    times.get(0),
                    times.get(1),
                    values.get(0),
                    optional.get(0),
                    optional.get(1),
                    optional.get(2),
                    optional.get(3),
                    values.get(1),
                    optional.get(4),
                    optional.get(5),
                    optional.get(6),
                    optional.get(7),
                    missing,
                    revision));
  }

  static Arbitrary<GridPoint> points() {
    return Combinators.combine(
            TEXTS.list().ofSize(4),
            TIMES,
            VALUES.injectNull(0.3),
            Arbitraries.of(PointOrigin.class),
            Arbitraries.longs())
        .as(
            (texts, time, value, origin, age) ->
                new GridPoint(
                    texts.get(0),
                    texts.get(1),
                    texts.get(2),
                    texts.get(3),
                    time,
                    value,
                    origin,
                    age));
  }

  static Arbitrary<Rejected> rejected() {
    return Combinators.combine(readings(), Arbitraries.of(RejectionReason.class), TEXTS)
        .as(Rejected::new);
  }

  static Arbitrary<Quarantined> quarantined() {
    Arbitrary<ByteBuffer> bytes =
        Arbitraries.bytes().array(byte[].class).ofMaxSize(300).map(ByteBuffer::wrap);
    return Combinators.combine(
            TEXTS,
            Arbitraries.integers(),
            Arbitraries.longs(),
            TIMES,
            bytes.injectNull(0.3),
            bytes.injectNull(0.3),
            TEXTS,
            TEXTS)
        .as(Quarantined::new);
  }

  static Arbitrary<Anomaly> anomalies() {
    return Combinators.combine(
            TEXTS.list().ofSize(9),
            Arbitraries.of(EpisodePhase.class),
            Arbitraries.of(Severity.class),
            VALUES.list().ofSize(3),
            VALUES.injectNull(0.4).list().ofSize(3),
            TIMES.list().ofSize(2),
            TIMES.injectNull(0.4))
        .as(
            (texts, phase, severity, values, bounds, times, closedAt) ->
                Anomaly.newBuilder()
                    .setId(texts.get(0))
                    .setEpisode(texts.get(1))
                    .setPhase(phase)
                    .setOperator(texts.get(2))
                    .setKey(texts.get(3))
                    .setMetric(texts.get(4))
                    .setUnit(texts.get(5))
                    .setDetector(texts.get(6))
                    .setRuleVersion(texts.size())
                    .setSeverity(severity)
                    .setScore(values.get(0))
                    .setEventTime(times.get(0))
                    .setOpenedAt(times.get(1))
                    .setClosedAt(closedAt)
                    .setObserved(values.get(1))
                    .setExpected(bounds.get(0))
                    .setLower(bounds.get(1))
                    .setUpper(bounds.get(2))
                    .setPeak(values.get(2))
                    .setExplanation(texts.get(7))
                    .setRule(texts.get(8))
                    .setShadow(closedAt == null)
                    .build());
  }

  static Arbitrary<DetectorRule> rules() {
    return Combinators.combine(
            TEXTS.list().ofSize(10),
            Arbitraries.integers(),
            Arbitraries.of(true, false).list().ofSize(2),
            TAGS,
            Arbitraries.of(Severity.class),
            TIMES)
        .as(
            (texts, version, flags, parameters, severity, time) ->
                new DetectorRule(
                    texts.get(0),
                    version,
                    flags.get(0),
                    flags.get(1),
                    texts.get(1),
                    texts.get(2),
                    texts.get(3),
                    texts.get(4),
                    texts.get(5),
                    texts.get(6),
                    texts.get(7),
                    parameters,
                    severity,
                    texts.get(8),
                    time,
                    texts.get(9)));
  }

  static Arbitrary<Loss> losses() {
    Arbitrary<Long> any = Arbitraries.longs();
    return Combinators.combine(TEXTS, any, any, any, any).as(Loss::new);
  }

  static Arbitrary<RuleRejection> ruleRejections() {
    return Combinators.combine(rules(), TEXTS, TIMES, Arbitraries.integers().injectNull(0.3))
        .as(RuleRejection::new);
  }

  static Arbitrary<Alarm> alarms() {
    return Combinators.combine(
            TEXTS.list().ofSize(11),
            Arbitraries.of(AlarmState.class),
            Arbitraries.of(AlarmEvent.class),
            TIMES,
            Arbitraries.of(Severity.class),
            Arbitraries.integers(),
            TIMES.injectNull(0.4).list().ofSize(4),
            VALUES.injectNull(0.4).list().ofSize(4))
        .as(
            (texts, state, event, time, severity, number, times, values) ->
                Alarm.newBuilder()
                    .setId(texts.get(0))
                    .setRevision(number)
                    .setSource(texts.get(1))
                    .setState(state)
                    .setEvent(event)
                    .setEventTime(time)
                    .setSeverity(severity)
                    .setOperator(texts.get(2))
                    .setKey(texts.get(3))
                    .setMachine(texts.get(4))
                    .setRule(texts.get(5))
                    .setEpisode(texts.get(6))
                    .setRaisedAt(times.get(0))
                    .setReturnedAt(times.get(1))
                    .setAcknowledgedAt(times.get(2))
                    .setAcknowledgedBy(texts.get(7))
                    .setShelvedUntil(times.get(3))
                    .setBy(texts.get(8))
                    .setComment(texts.get(9))
                    .setReraises(number)
                    .setChattering(number > 0)
                    .setObserved(values.get(0))
                    .setLower(values.get(1))
                    .setUpper(values.get(2))
                    .setPeak(values.get(3))
                    .setExplanation(texts.get(10))
                    .build());
  }

  static Arbitrary<AlarmCommandRejection> refusedCommands() {
    Arbitrary<AlarmCommand> commands =
        Combinators.combine(
                TEXTS.list().ofSize(5),
                Arbitraries.of(AlarmAction.class),
                TIMES,
                Arbitraries.longs().injectNull(0.4),
                TIMES.injectNull(0.4))
            .as(
                (texts, action, at, millis, until) ->
                    new AlarmCommand(
                        texts.get(0),
                        action,
                        texts.get(1),
                        texts.get(2),
                        texts.get(3),
                        at,
                        texts.get(4),
                        millis,
                        until));
    return Combinators.combine(
            commands,
            Arbitraries.of(AlarmRefusal.class),
            TEXTS,
            Arbitraries.of(AlarmState.class),
            TIMES)
        .as(AlarmCommandRejection::new);
  }

  static Arbitrary<AlarmSummary> summaries() {
    Arbitrary<List<AlarmCount>> top =
        Combinators.combine(TEXTS, Arbitraries.longs()).as(AlarmCount::new).list().ofMaxSize(8);
    return Combinators.combine(
            TEXTS.list().ofSize(2),
            TIMES.list().ofSize(2),
            Arbitraries.longs().list().ofSize(7),
            top)
        .as(
            (texts, times, counts, sources) ->
                new AlarmSummary(
                    texts.get(0),
                    texts.get(1),
                    times.get(0),
                    times.get(1),
                    counts.get(0),
                    counts.get(1),
                    counts.get(2),
                    counts.get(3),
                    counts.get(4),
                    counts.get(5),
                    counts.get(6),
                    sources));
  }
}
