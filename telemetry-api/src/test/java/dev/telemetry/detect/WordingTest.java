package dev.telemetry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {
  @ParameterizedTest
  @CsvSource({
    "92.3,92.3",
    "90,90",
    "0,0",
    "-0.0,0",
    "1013.25,1013",
    "123456789,123456789",
    "0.123456,0.1235",
    "1e12,1E+12",
    "-7.1,-7.1"
  })
  void writesNumbersAsAnEngineerReadsThem(double value, String text) {
    assertThat(Wording.number(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "350,350 ms",
    "35000,35 s",
    "720000,12 min",
    "12000000,3 h 20 min",
    "7200000,2 h",
    "187200000,2 d 4 h"
  })
  void writesDurationsInAtMostTwoUnits(long millis, String text) {
    assertThat(Wording.duration(millis)).isEqualTo(text);
  }

  @Test
  void leavesOutTheUnitOfACount() {
    assertThat(Wording.quantity(3, "1")).isEqualTo("3");
    assertThat(Wording.quantity(3, "")).isEqualTo("3");
    assertThat(Wording.quantity(3, "mm/s")).isEqualTo("3 mm/s");
  }
}
