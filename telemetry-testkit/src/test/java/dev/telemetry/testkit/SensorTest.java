package dev.telemetry.testkit;

import static dev.telemetry.testkit.Sensors.at;
import static dev.telemetry.testkit.Sensors.sensor;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SensorTest {
  @Test
  void measuresATemperatureUnlessToldOtherwise() {
    SensorReading reading = sensor("pump-1").at(30).value(92.0);

    assertThat(reading.getSensorId()).isEqualTo("pump-1");
    assertThat(reading.getMetric()).isEqualTo("temperature");
    assertThat(reading.getUnit()).isEqualTo("Cel");
    assertThat(reading.getQuality()).isEqualTo(Quality.GOOD);
    assertThat(reading.getEventTime()).isEqualTo(at(30));
    assertThat(reading.getValue()).isEqualTo(92.0);
    assertThat(reading.getSequence()).isNull();
    assertThat(reading.getTags()).isEmpty();
  }

  @Test
  void saysWhatItIsTold() {
    SensorReading reading =
        sensor("press-7")
            .metric("vibration")
            .unit("mm/s")
            .quality(Quality.UNCERTAIN)
            .sequence(7)
            .tag("firmware", "1.2")
            .tag("batch", "b")
            .at(ofMillis(1500))
            .value(2.31);

    assertThat(reading)
        .isEqualTo(
            new SensorReading(
                "press-7",
                "vibration",
                "mm/s",
                at(0).plusMillis(1500),
                2.31,
                Quality.UNCERTAIN,
                7L,
                Map.of("firmware", "1.2", "batch", "b")));
  }

  @Test
  void stepsChangeNoSensorThatIsShared() {
    Sensor shared = sensor("pump-1").at(5);

    shared.at(9).unit("K").tag("a", "b").sequence(1);

    assertThat(shared.value(1)).isEqualTo(sensor("pump-1").at(5).value(1));
  }

  @Test
  void readsASeriesOncePerSecondFromItsTime() {
    List<SensorReading> series = sensor("pump-1").at(10).reads(1.0, 2.0, 3.0);

    assertThat(series)
        .containsExactly(
            sensor("pump-1").at(10).value(1.0),
            sensor("pump-1").at(11).value(2.0),
            sensor("pump-1").at(12).value(3.0));
  }

  @Test
  void readsASeriesAtAnInterval() {
    List<SensorReading> series =
        sensor("pump-1").sequence(5).reads(1.0, 2.0).every(ofMinutes(1)).from(at(60));

    assertThat(series)
        .containsExactly(
            sensor("pump-1").sequence(5).at(60).value(1.0),
            sensor("pump-1").sequence(6).at(120).value(2.0));
  }

  @Test
  void handsOutFreshRecords() {
    SensorSeries series = sensor("pump-1").reads(1.0).every(ofSeconds(1));

    series.get(0).setValue(99);
    series.get(0).getTags().put("a", "b");

    assertThat(series).containsExactly(sensor("pump-1").value(1.0));
  }

  @Test
  void refusesWhatIsMissing() {
    assertThatThrownBy(() -> sensor(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("id");
    assertThatThrownBy(() -> sensor("pump-1").reads(1.0).get(1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
