package dev.telemetry.flink.sink;

import dev.telemetry.model.Anomaly;
import dev.telemetry.model.EpisodePhase;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;

/** A row for each episode: the opening fills it, a rise in severity and the closing add to it. */
final class AnomaliesTable implements PostgresTable<Anomaly> {
  private static final long serialVersionUID = 2;

  @Override
  public String name() {
    return "anomalies";
  }

  /**
   * A table of an earlier release gets the columns that it lacks. Only then is it altered: that
   * takes the table's owner and waits for its readers.
   */
  @Override
  public String ddl() {
    return """
        CREATE TABLE IF NOT EXISTS anomalies (
          "episode" text PRIMARY KEY,
          "id" text NOT NULL,
          "phase" text NOT NULL,
          "operator" text NOT NULL,
          "key" text NOT NULL,
          "metric" text NOT NULL,
          "unit" text NOT NULL,
          "detector" text NOT NULL,
          "rule_version" integer NOT NULL,
          "severity" text NOT NULL,
          "score" double precision NOT NULL,
          "event_time" timestamptz NOT NULL,
          "opened_at" timestamptz NOT NULL,
          "closed_at" timestamptz,
          "observed" double precision NOT NULL,
          "expected" double precision,
          "lower" double precision,
          "upper" double precision,
          "peak" double precision NOT NULL,
          "explanation" text NOT NULL,
          "closing" text);
        DO $$ BEGIN
          IF NOT EXISTS (SELECT FROM pg_attribute
              WHERE attrelid = 'anomalies'::regclass AND attname = 'shadow'
                AND NOT attisdropped) THEN
            ALTER TABLE anomalies
              ADD COLUMN IF NOT EXISTS "rule" text NOT NULL DEFAULT '',
              ADD COLUMN IF NOT EXISTS "shadow" boolean NOT NULL DEFAULT false;
          END IF;
        END $$
        """;
  }

  @Override
  public String upsert() {
    return """
        INSERT INTO anomalies ("episode", "id", "phase", "operator", "key", "metric", "unit",
          "detector", "rule_version", "severity", "score", "event_time", "opened_at",
          "closed_at", "observed", "expected", "lower", "upper", "peak", "explanation", "closing",
          "rule", "shadow")
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT ("episode") DO UPDATE SET
          "phase" = EXCLUDED."phase", "severity" = EXCLUDED."severity",
          "closed_at" = EXCLUDED."closed_at", "peak" = EXCLUDED."peak",
          "closing" = EXCLUDED."closing"
        WHERE EXCLUDED."phase" = 'CLOSED'
          OR EXCLUDED."phase" = 'CHANGED' AND anomalies."phase" <> 'CLOSED'
        """;
  }

  @Override
  public void bind(PreparedStatement row, Anomaly record) throws SQLException {
    row.setString(1, PostgresTable.text(record.getEpisode()));
    row.setString(2, PostgresTable.text(record.getId()));
    row.setString(3, record.getPhase().name());
    row.setString(4, PostgresTable.text(record.getOperator()));
    row.setString(5, PostgresTable.text(record.getKey()));
    row.setString(6, PostgresTable.text(record.getMetric()));
    row.setString(7, PostgresTable.text(record.getUnit()));
    row.setString(8, PostgresTable.text(record.getDetector()));
    row.setInt(9, record.getRuleVersion());
    row.setString(10, record.getSeverity().name());
    row.setDouble(11, record.getScore());
    PostgresTable.bindTime(row, 12, record.getEventTime());
    PostgresTable.bindTime(row, 13, record.getOpenedAt());
    PostgresTable.bindTime(row, 14, record.getClosedAt());
    row.setDouble(15, record.getObserved());
    PostgresTable.bindDouble(row, 16, record.getExpected());
    PostgresTable.bindDouble(row, 17, record.getLower());
    PostgresTable.bindDouble(row, 18, record.getUpper());
    row.setDouble(19, record.getPeak());
    row.setString(20, PostgresTable.text(record.getExplanation()));
    bindClosing(row, record);
    row.setString(22, PostgresTable.text(record.getRule()));
    row.setBoolean(23, record.getShadow());
  }

  private static void bindClosing(PreparedStatement row, Anomaly record) throws SQLException {
    if (record.getPhase() == EpisodePhase.CLOSED) {
      row.setString(21, PostgresTable.text(record.getExplanation()));
    } else {
      row.setNull(21, Types.VARCHAR);
    }
  }
}
