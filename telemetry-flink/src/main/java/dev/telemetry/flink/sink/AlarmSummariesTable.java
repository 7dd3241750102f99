package dev.telemetry.flink.sink;

import dev.telemetry.model.AlarmSummary;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A row for each operator, group and interval; the last one told counts. */
final class AlarmSummariesTable implements PostgresTable<AlarmSummary> {
  private static final long serialVersionUID = 1;

  @Override
  public String name() {
    return "alarm_summaries";
  }

  @Override
  public String ddl() {
    return """
        CREATE TABLE IF NOT EXISTS alarm_summaries (
          "operator" text NOT NULL,
          "group" text NOT NULL,
          "from" timestamptz NOT NULL,
          "to" timestamptz NOT NULL,
          "raised" bigint NOT NULL,
          "emitted" bigint NOT NULL,
          "held_back" bigint NOT NULL,
          "infos" bigint NOT NULL,
          "warnings" bigint NOT NULL,
          "criticals" bigint NOT NULL,
          "updates_held_back" bigint NOT NULL,
          "top_sources" text[] NOT NULL,
          PRIMARY KEY ("operator", "group", "from"))
        """;
  }

  @Override
  public String upsert() {
    return """
        INSERT INTO alarm_summaries ("operator", "group", "from", "to", "raised", "emitted",
          "held_back", "infos", "warnings", "criticals", "updates_held_back", "top_sources")
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT ("operator", "group", "from") DO UPDATE SET
          "to" = EXCLUDED."to", "raised" = EXCLUDED."raised", "emitted" = EXCLUDED."emitted",
          "held_back" = EXCLUDED."held_back", "infos" = EXCLUDED."infos",
          "warnings" = EXCLUDED."warnings", "criticals" = EXCLUDED."criticals",
          "updates_held_back" = EXCLUDED."updates_held_back",
          "top_sources" = EXCLUDED."top_sources"
        """;
  }

  @Override
  public void bind(PreparedStatement row, AlarmSummary record) throws SQLException {
    row.setString(1, PostgresTable.text(record.getOperator()));
    row.setString(2, PostgresTable.text(record.getGroup()));
    PostgresTable.bindTime(row, 3, record.getFrom());
    PostgresTable.bindTime(row, 4, record.getTo());
    row.setLong(5, record.getRaised());
    row.setLong(6, record.getEmitted());
    row.setLong(7, record.getHeldBack());
    row.setLong(8, record.getInfos());
    row.setLong(9, record.getWarnings());
    row.setLong(10, record.getCriticals());
    row.setLong(11, record.getUpdatesHeldBack());
    Object[] sources =
        record.getTopSources().stream().map(each -> PostgresTable.text(each.getSource())).toArray();
    row.setArray(12, row.getConnection().createArrayOf("text", sources));
  }
}
