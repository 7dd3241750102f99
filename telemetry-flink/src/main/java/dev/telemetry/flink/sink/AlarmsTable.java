package dev.telemetry.flink.sink;

import dev.telemetry.model.Alarm;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A row for each alarm with its current state: one of a lower revision changes nothing. */
final class AlarmsTable implements PostgresTable<Alarm> {
  private static final long serialVersionUID = 1;

  @Override
  public String name() {
    return "alarms";
  }

  @Override
  public String ddl() {
    return """
        CREATE TABLE IF NOT EXISTS alarms (
          "id" text PRIMARY KEY,
          "revision" integer NOT NULL,
          "source" text NOT NULL,
          "state" text NOT NULL,
          "event" text NOT NULL,
          "event_time" timestamptz NOT NULL,
          "severity" text NOT NULL,
          "operator" text NOT NULL,
          "key" text NOT NULL,
          "machine" text NOT NULL,
          "metric" text NOT NULL,
          "unit" text NOT NULL,
          "detector" text NOT NULL,
          "rule" text NOT NULL,
          "rule_version" integer NOT NULL,
          "episode" text NOT NULL,
          "raised_at" timestamptz,
          "returned_at" timestamptz,
          "acknowledged_at" timestamptz,
          "acknowledged_by" text NOT NULL,
          "shelved_until" timestamptz,
          "by" text NOT NULL,
          "comment" text NOT NULL,
          "reraises" integer NOT NULL,
          "chattering" boolean NOT NULL,
          "observed" double precision,
          "lower" double precision,
          "upper" double precision,
          "peak" double precision,
          "explanation" text NOT NULL)
        """;
  }

  @Override
  public String upsert() {
    return """
        INSERT INTO alarms ("id", "revision", "source", "state", "event", "event_time", "severity",
          "operator", "key", "machine", "metric", "unit", "detector", "rule", "rule_version",
          "episode", "raised_at", "returned_at", "acknowledged_at", "acknowledged_by",
          "shelved_until", "by", "comment", "reraises", "chattering", "observed", "lower", "upper",
          "peak", "explanation")
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
          ?, ?)
        ON CONFLICT ("id") DO UPDATE SET
          "revision" = EXCLUDED."revision", "state" = EXCLUDED."state",
          "event" = EXCLUDED."event", "event_time" = EXCLUDED."event_time",
          "severity" = EXCLUDED."severity", "key" = EXCLUDED."key",
          "metric" = EXCLUDED."metric", "unit" = EXCLUDED."unit",
          "detector" = EXCLUDED."detector", "rule" = EXCLUDED."rule",
          "rule_version" = EXCLUDED."rule_version", "episode" = EXCLUDED."episode",
          "raised_at" = EXCLUDED."raised_at", "returned_at" = EXCLUDED."returned_at",
          "acknowledged_at" = EXCLUDED."acknowledged_at",
          "acknowledged_by" = EXCLUDED."acknowledged_by",
          "shelved_until" = EXCLUDED."shelved_until", "by" = EXCLUDED."by",
          "comment" = EXCLUDED."comment", "reraises" = EXCLUDED."reraises",
          "chattering" = EXCLUDED."chattering", "observed" = EXCLUDED."observed",
          "lower" = EXCLUDED."lower", "upper" = EXCLUDED."upper", "peak" = EXCLUDED."peak",
          "explanation" = EXCLUDED."explanation"
        WHERE EXCLUDED."revision" >= alarms."revision"
        """;
  }

  @Override
  public void bind(PreparedStatement row, Alarm record) throws SQLException {
    row.setString(1, PostgresTable.text(record.getId()));
    row.setInt(2, record.getRevision());
    row.setString(3, PostgresTable.text(record.getSource()));
    row.setString(4, record.getState().name());
    row.setString(5, record.getEvent().name());
    PostgresTable.bindTime(row, 6, record.getEventTime());
    row.setString(7, record.getSeverity().name());
    row.setString(8, PostgresTable.text(record.getOperator()));
    bindSubject(row, record);
    bindLife(row, record);
    PostgresTable.bindDouble(row, 26, record.getObserved());
    PostgresTable.bindDouble(row, 27, record.getLower());
    PostgresTable.bindDouble(row, 28, record.getUpper());
    PostgresTable.bindDouble(row, 29, record.getPeak());
    row.setString(30, PostgresTable.text(record.getExplanation()));
  }

  private static void bindSubject(PreparedStatement row, Alarm record) throws SQLException {
    row.setString(9, PostgresTable.text(record.getKey()));
    row.setString(10, PostgresTable.text(record.getMachine()));
    row.setString(11, PostgresTable.text(record.getMetric()));
    row.setString(12, PostgresTable.text(record.getUnit()));
    row.setString(13, PostgresTable.text(record.getDetector()));
    row.setString(14, PostgresTable.text(record.getRule()));
    row.setInt(15, record.getRuleVersion());
    row.setString(16, PostgresTable.text(record.getEpisode()));
  }

  private static void bindLife(PreparedStatement row, Alarm record) throws SQLException {
    PostgresTable.bindTime(row, 17, record.getRaisedAt());
    PostgresTable.bindTime(row, 18, record.getReturnedAt());
    PostgresTable.bindTime(row, 19, record.getAcknowledgedAt());
    row.setString(20, PostgresTable.text(record.getAcknowledgedBy()));
    PostgresTable.bindTime(row, 21, record.getShelvedUntil());
    row.setString(22, PostgresTable.text(record.getBy()));
    row.setString(23, PostgresTable.text(record.getComment()));
    row.setInt(24, record.getReraises());
    row.setBoolean(25, record.getChattering());
  }
}
