package dev.telemetry.flink.detect;

import static java.util.Objects.requireNonNull;

import dev.telemetry.detect.Detector;
import dev.telemetry.detect.DetectorCatalog;
import dev.telemetry.detect.Verdict;
import dev.telemetry.detect.Verdict.Phase;
import dev.telemetry.flink.detect.Edge.Subject;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.DetectorRule;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tries a detector or a rule on a recording, without a job: what it would have said.
 *
 * <pre>{@code
 * Replay.of(Path.of("machine.csv")).through(ZScore.rolling(ofHours(1)))
 *     .forEach(v -> System.out.println(v.time() + " " + v.score() + " " + v.explanation()));
 *
 * List<Anomaly> raised = Replay.of(Path.of("machine.csv")).measuring("temperature", "Cel")
 *     .anomalies(rule, DetectorCatalog.standard());
 * }</pre>
 *
 * <p>The file is CSV with a header. The first column is the time: ISO 8601 with a T or a blank
 * between date and time, in UTC where it names no zone; or a number, which is seconds since 1970
 * UTC, from 100 billion on milliseconds. The second column is the value, or the one that {@link
 * #column} names; cells that are empty or no finite number are passed over. Rows are judged in
 * order of time, as the job would; all are kept in memory, 16 bytes each. Needs Apache Commons CSV
 * on the class path, and no Flink. Immutable: each step returns a new replay.
 */
public final class Replay {
  private final Path file;
  private final String column;
  private final Subject subject;

  private Replay(Path file, String column, Subject subject) {
    this.file = file;
    this.column = column;
    this.subject = subject;
  }

  /**
   * A recording.
   *
   * @param csv the file
   * @return the replay of its second column
   */
  public static Replay of(Path csv) {
    String name = requireNonNull(csv, "csv").getFileName().toString();
    String sensor = name.replaceFirst("(?i)\\.csv$", "");
    return new Replay(csv, "", new Subject("replay", sensor, "", ""));
  }

  /**
   * Which column has the values.
   *
   * @param name as the header has it
   * @return the replay
   */
  public Replay column(String name) {
    return new Replay(file, requireNonNull(name, "name"), subject);
  }

  /**
   * What was measured, for explanations and results.
   *
   * @param metric as readings name it
   * @param unit its UCUM code
   * @return the replay
   */
  public Replay measuring(String metric, String unit) {
    return new Replay(file, column, new Subject("replay", subject.key(), metric, unit));
  }

  /**
   * Which sensor it was; the file's name unless told.
   *
   * @param path of the sensor in the plant
   * @return the replay
   */
  public Replay sensor(String path) {
    requireNonNull(path, "path");
    return new Replay(file, column, new Subject("replay", path, subject.metric(), subject.unit()));
  }

  /**
   * What a detector said of one value.
   *
   * @param time of the value
   * @param value in the unit of the file
   * @param phase where it stands in the life of an episode
   * @param score 0 quite normal to 1 surely abnormal
   * @param explanation a sentence at the edges of an episode, empty elsewhere
   */
  public record Judged(Instant time, double value, Phase phase, double score, String explanation) {}

  /**
   * What a detector says of each value.
   *
   * @param detector to try
   * @return the values in order of time
   * @throws IllegalArgumentException where the file cannot be read as described, with its line
   */
  public Stream<Judged> through(Detector<?> detector) {
    return judged(detector, this::judged);
  }

  /**
   * The anomalies that a detector would have raised.
   *
   * @param detector to try
   * @return the edges of its episodes in order of time
   * @throws IllegalArgumentException where the file cannot be read as described, with its line
   */
  public List<Anomaly> anomalies(Detector<?> detector) {
    String label = detector.name() + ".v" + detector.ruleVersion();
    return edges(detector, label).toList();
  }

  /**
   * The anomalies that a rule would have raised, whatever its scope is and whether or not it is
   * enabled.
   *
   * @param rule to try
   * @param catalog makes its detector
   * @return the edges of its episodes in order of time
   * @throws IllegalArgumentException where the rule makes no sense, with the reason, or the file
   *     cannot be read as described, with its line
   */
  public List<Anomaly> anomalies(DetectorRule rule, DetectorCatalog catalog) {
    ActiveRule active = ActiveRule.of(rule, catalog);
    List<Anomaly> edges =
        edges(active.detector(), subject.metric() + "|" + active.label()).toList();
    for (Anomaly edge : edges) {
      edge.setRule(active.name());
      edge.setShadow(active.shadow());
    }
    return edges;
  }

  private interface Telling<R> {
    R of(Verdict verdict, Detector<?> detector);
  }

  private <S, R> Stream<R> judged(Detector<S> detector, Telling<R> telling) {
    S state = detector.newState();
    return RecordedValue.read(file, column).stream()
        .map(row -> telling.of(detector.observe(state, row.value(), row.timeMillis()), detector));
  }

  private Judged judged(Verdict verdict, Detector<?> detector) {
    return new Judged(
        Instant.ofEpochMilli(verdict.timeMillis()),
        verdict.value(),
        verdict.phase(),
        verdict.score(),
        isEdge(verdict) ? detector.explain(verdict, subject.unit()) : "");
  }

  private Stream<Anomaly> edges(Detector<?> detector, String label) {
    return judged(
            detector,
            (verdict, by) ->
                isEdge(verdict) ? Stream.of(edge(verdict, by, label)) : Stream.<Anomaly>of())
        .flatMap(edges -> edges);
  }

  private Anomaly edge(Verdict verdict, Detector<?> detector, String label) {
    String episode = Edge.episode(subject, label, verdict.openedMillis());
    return Edge.of(verdict, detector, episode, subject);
  }

  private static boolean isEdge(Verdict verdict) {
    return verdict.opened() || verdict.changed() || verdict.closed();
  }
}
