package dev.telemetry.flink.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlFailureTest {
  @ParameterizedTest
  @CsvSource({
    "08006, OUTAGE", "40P01, OUTAGE", "53100, OUTAGE", "53300, OUTAGE", "55P03, OUTAGE",
    "57P01, OUTAGE", "57P03, OUTAGE", "57014, OUTAGE", "58030, OUTAGE", "25006, OUTAGE",
    "22003, ROW", "23502, ROW", "23514, ROW", "54000, ROW", "P0001, ROW",
    "42P01, SETTING", "42501, SETTING", "28P01, SETTING", "3D000, SETTING", "XX000, SETTING"
  })
  void isToldByTheState(String state, SqlFailure failure) {
    assertThat(SqlFailure.of(new SQLException("", state))).isEqualTo(failure);
  }

  @Test
  void isNoOutageWithoutAState() {
    assertThat(SqlFailure.of(new SQLException(""))).isEqualTo(SqlFailure.SETTING);
  }
}
