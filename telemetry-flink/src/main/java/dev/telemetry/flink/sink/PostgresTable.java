package dev.telemetry.flink.sink;

import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmSummary;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.WindowStatistics;
import java.io.Serializable;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** How a kind of record becomes a row. */
interface PostgresTable<T> extends Serializable {
  /** The first and last moment that a timestamptz holds, with a margin. */
  Instant EARLIEST = Instant.parse("-4000-01-01T00:00:00Z");

  Instant LATEST = Instant.parse("+200000-01-01T00:00:00Z");

  String name();

  String ddl();

  String upsert();

  void bind(PreparedStatement row, T record) throws SQLException;

  @SuppressWarnings("unchecked") // each branch is a table of T
  static <T extends SpecificRecord> PostgresTable<T> of(Class<T> record) {
    if (record == WindowStatistics.class) {
      return (PostgresTable<T>) new StatisticsTable();
    }
    if (record == Anomaly.class) {
      return (PostgresTable<T>) new AnomaliesTable();
    }
    if (record == Alarm.class) {
      return (PostgresTable<T>) new AlarmsTable();
    }
    if (record == AlarmSummary.class) {
      return (PostgresTable<T>) new AlarmSummariesTable();
    }
    throw new IllegalArgumentException(
        "record must be WindowStatistics, Anomaly, Alarm or AlarmSummary, was " + record.getName());
  }

  static String text(CharSequence value) {
    return value.toString().replace('\0', '\uFFFD');
  }

  static OffsetDateTime time(Instant instant) {
    if (instant.isBefore(EARLIEST)) {
      return OffsetDateTime.MIN;
    }
    return instant.isAfter(LATEST) ? OffsetDateTime.MAX : instant.atOffset(ZoneOffset.UTC);
  }

  static void bindTime(PreparedStatement row, int column, @Nullable Instant instant)
      throws SQLException {
    row.setObject(column, instant == null ? null : time(instant), Types.TIMESTAMP_WITH_TIMEZONE);
  }

  static void bindDouble(PreparedStatement row, int column, @Nullable Double value)
      throws SQLException {
    row.setObject(column, value, Types.DOUBLE);
  }
}
