package dev.telemetry.flink.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class QuantileAccumulatorTest {
  /** Some values, and one that is owed, as the first release writes them. */
  private static final String GOLDEN = "01b2d7040582b10984b109a4ab09b10702a81201b2d70401a0b709";

  private static QuantileAccumulator group() {
    QuantileAccumulator group = new QuantileAccumulator();
    for (double value : new double[] {-7.5, 0, 0.25, 20, 20, 1e6}) {
      group.content().add(value);
    }
    group.content().takeBack(300);
    return group;
  }

  @Test
  void writesTheBytesOfTheFirstRelease() {
    assertThat(HexFormat.of().formatHex(group().getBytes())).isEqualTo(GOLDEN);
  }

  @Test
  void readsTheBytesOfTheFirstRelease() {
    QuantileAccumulator read = new QuantileAccumulator();
    read.setBytes(HexFormat.of().parseHex(GOLDEN));

    Balance content = read.content();
    assertThat(content.quantile(0.5)).isEqualTo(group().content().quantile(0.5));
    content.add(300);
    assertThat(content.quantile(1)).as("what was owed is settled").isGreaterThan(900_000);
    assertThat(content.quantile(0)).isEqualTo(group().content().quantile(0));
  }
}
