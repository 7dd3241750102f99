package dev.telemetry.examples.factory.dashboard;

import dev.telemetry.model.Anomaly;
import dev.telemetry.model.EpisodePhase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;

/**
 * An episode as the page reads it; times are epoch milliseconds, {@code closing} is what the
 * detector said when it closed.
 */
record AnomalyView(
    String episode,
    boolean open,
    String key,
    String metric,
    String unit,
    String detector,
    String severity,
    long openedAt,
    Long closedAt,
    Double observed,
    Double expected,
    Double lower,
    Double upper,
    Double peak,
    Double score,
    String explanation,
    String closing,
    boolean shadow) {

  static AnomalyView of(Anomaly edge) {
    boolean open = edge.getPhase() != EpisodePhase.CLOSED;
    Instant closedAt = edge.getClosedAt();
    return new AnomalyView(
        edge.getEpisode(),
        open,
        edge.getKey(),
        edge.getMetric(),
        edge.getUnit(),
        edge.getDetector(),
        edge.getSeverity().name(),
        edge.getOpenedAt().toEpochMilli(),
        closedAt == null ? null : Long.valueOf(closedAt.toEpochMilli()),
        Finite.orNull(edge.getObserved()),
        Finite.orNull(edge.getExpected()),
        Finite.orNull(edge.getLower()),
        Finite.orNull(edge.getUpper()),
        Finite.orNull(edge.getPeak()),
        Finite.orNull(edge.getScore()),
        open ? edge.getExplanation() : null,
        open ? null : edge.getExplanation(),
        edge.getShadow());
  }

  static AnomalyView of(ResultSet row) throws SQLException {
    Timestamp closedAt = row.getTimestamp("closed_at");
    return new AnomalyView(
        row.getString("episode"),
        !"CLOSED".equals(row.getString("phase")),
        row.getString("key"),
        row.getString("metric"),
        row.getString("unit"),
        row.getString("detector"),
        row.getString("severity"),
        row.getTimestamp("opened_at").getTime(),
        closedAt == null ? null : Long.valueOf(closedAt.getTime()),
        Finite.orNull(row, "observed"),
        Finite.orNull(row, "expected"),
        Finite.orNull(row, "lower"),
        Finite.orNull(row, "upper"),
        Finite.orNull(row, "peak"),
        Finite.orNull(row, "score"),
        row.getString("explanation"),
        row.getString("closing"),
        row.getBoolean("shadow"));
  }

  /** This episode after another edge of it: closed stays closed, whichever edge came first. */
  AnomalyView with(AnomalyView other) {
    AnomalyView opening = open ? this : other;
    AnomalyView latest = open ? other : this;
    return new AnomalyView(
        episode,
        latest.open,
        key,
        metric,
        unit,
        detector,
        latest.severity,
        openedAt,
        latest.closedAt,
        latest.observed,
        latest.expected,
        latest.lower == null ? opening.lower : latest.lower,
        latest.upper == null ? opening.upper : latest.upper,
        latest.peak,
        latest.score,
        opening.explanation == null ? latest.explanation : opening.explanation,
        latest.closing,
        shadow);
  }
}
