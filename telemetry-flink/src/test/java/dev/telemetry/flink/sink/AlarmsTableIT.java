package dev.telemetry.flink.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.flink.TestStack;
import dev.telemetry.flink.type.AlarmExamples;
import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmState;
import dev.telemetry.model.AlarmSummary;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class AlarmsTableIT {
  private Connection connection;

  @BeforeEach
  void createTables() throws SQLException {
    connection = TestStack.sql();
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS alarms, alarm_summaries");
      statement.execute(new AlarmsTable().ddl());
      statement.execute(new AlarmSummariesTable().ddl());
    }
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  private <T extends SpecificRecord> Map<String, Object> after(List<T> records)
      throws SQLException {
    @SuppressWarnings("unchecked") // all records are of one class
    PostgresTable<T> table = PostgresTable.of((Class<T>) records.get(0).getClass());
    try (PreparedStatement row = connection.prepareStatement(table.upsert())) {
      for (T record : records) {
        table.bind(row, record);
        row.addBatch();
      }
      row.executeBatch();
    }
    return onlyRow(table.name());
  }

  private Map<String, Object> onlyRow(String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT * FROM " + table)) {
      assertThat(found.next()).isTrue();
      Map<String, Object> row = new HashMap<>();
      ResultSetMetaData columns = found.getMetaData();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        row.put(columns.getColumnName(i), found.getObject(i));
      }
      assertThat(found.next()).isFalse();
      return row;
    }
  }

  private static Alarm alarm(int revision, AlarmState state) {
    Alarm alarm = AlarmExamples.alarm();
    alarm.setRevision(revision);
    alarm.setState(state);
    return alarm;
  }

  @Test
  void keepsEveryFieldOfAnAlarm() throws SQLException {
    Alarm alarm = AlarmExamples.alarm();
    Map<String, Object> row = after(List.of(alarm));

    assertThat(row)
        .hasSize(Alarm.getClassSchema().getFields().size())
        .containsEntry("id", alarm.getId())
        .containsEntry("revision", 4)
        .containsEntry("source", alarm.getSource())
        .containsEntry("state", "SHELVED")
        .containsEntry("event", "SHELVED")
        .containsEntry("event_time", Timestamp.from(alarm.getEventTime()))
        .containsEntry("severity", "CRITICAL")
        .containsEntry("operator", "alarms")
        .containsEntry("key", "plant-1/press-7/temperature")
        .containsEntry("machine", "plant-1/press-7")
        .containsEntry("metric", "temperature")
        .containsEntry("unit", "Cel")
        .containsEntry("detector", "threshold")
        .containsEntry("rule", "hot-presses")
        .containsEntry("rule_version", 3)
        .containsEntry("episode", alarm.getEpisode());
    assertThat(row)
        .containsEntry("raised_at", Timestamp.from(alarm.getRaisedAt()))
        .containsEntry("returned_at", null)
        .containsEntry("acknowledged_at", Timestamp.from(alarm.getAcknowledgedAt()))
        .containsEntry("acknowledged_by", "ada")
        .containsEntry("shelved_until", Timestamp.from(alarm.getShelvedUntil()))
        .containsEntry("by", "grace")
        .containsEntry("comment", "the sensor is being changed")
        .containsEntry("reraises", 2)
        .containsEntry("chattering", false)
        .containsEntry("observed", 92.0)
        .containsEntry("lower", null)
        .containsEntry("upper", 90.0)
        .containsEntry("peak", 95.5)
        .containsEntry("explanation", "92 Cel is above 90 Cel for 35 s");
  }

  @Test
  void keepsTheCurrentStateOfAnAlarm() throws SQLException {
    Alarm over = alarm(6, AlarmState.NORMAL);
    over.setShelvedUntil(null);
    over.setReturnedAt(over.getEventTime());
    assertThat(after(List.of(alarm(5, AlarmState.SHELVED), over)))
        .containsEntry("revision", 6)
        .containsEntry("state", "NORMAL")
        .containsEntry("shelved_until", null)
        .containsEntry("returned_at", Timestamp.from(over.getEventTime()));
  }

  @Test
  void neverGoesBackToAnEarlierRevision() throws SQLException {
    assertThat(after(List.of(alarm(6, AlarmState.NORMAL), alarm(5, AlarmState.SHELVED))))
        .containsEntry("revision", 6)
        .containsEntry("state", "NORMAL");
  }

  @Test
  void keepsTheLastSummaryOfAnInterval() throws SQLException {
    AlarmSummary first = AlarmExamples.summary();
    first.setHeldBack(1);
    assertThat(after(List.of(first, AlarmExamples.summary())))
        .hasSize(AlarmSummary.getClassSchema().getFields().size())
        .containsEntry("group", "plant-1/press-7")
        .containsEntry("from", Timestamp.from(first.getFrom()))
        .containsEntry("to", Timestamp.from(first.getTo()))
        .containsEntry("raised", 1000L)
        .containsEntry("emitted", 12L)
        .containsEntry("held_back", 988L)
        .containsEntry("infos", 100L)
        .containsEntry("warnings", 898L)
        .containsEntry("criticals", 2L)
        .containsEntry("updates_held_back", 40L)
        .hasEntrySatisfying(
            "top_sources",
            sources -> assertThat(sources).asString().contains("temperature|threshold"));
  }
}
