package dev.telemetry.flink.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcConnectionTest {
  private static final JdbcConnection DATABASE =
      JdbcConnection.to("jdbc:postgresql://db:5432/plant", "writer", "hidden");

  @Test
  void printsWithoutThePassword() {
    assertThat(DATABASE).hasToString("jdbc:postgresql://db:5432/plant as writer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:mysql://db/plant",
        "postgresql://db/plant",
        "jdbc:postgresql://db/plant?password=hidden",
        "jdbc:postgresql://db/plant?sslpassword=hidden",
        "jdbc:postgresql://writer:hidden@db:5432/plant",
        "jdbc:postgresql://db/plant?reWriteBatchedInserts=true"
      })
  void refusesAddressesThatCannotWork(String url) {
    assertThatThrownBy(() -> JdbcConnection.to(url, "writer", "hidden"))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("hidden");
  }

  @Test
  void refusesRecordsThatHaveNoTable() {
    assertThatThrownBy(() -> PostgresSink.upsert(SensorReading.class, DATABASE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "record must be WindowStatistics, Anomaly, Alarm or AlarmSummary, was dev.telemetry.model.SensorReading");
  }

  @Test
  void refusesBatchesThatHoldNothing() {
    PostgresSink<WindowStatistics> sink = PostgresSink.upsert(WindowStatistics.class, DATABASE);
    assertThatThrownBy(() -> sink.batch(0, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rows must be >= 1, was 0");
    assertThatThrownBy(() -> sink.batch(1, Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("interval must not be negative, was PT-0.001S");
  }

  @Test
  void saysThatTheDatabaseDoesNotAnswer() {
    JdbcConnection nowhere = JdbcConnection.to("jdbc:postgresql://127.0.0.1:1/x", "u", "hidden");
    assertThatThrownBy(
            () -> PostgresSink.upsert(WindowStatistics.class, nowhere).createTable().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("the table window_statistics could not be created in")
        .message()
        .doesNotContain("hidden");
  }
}
