package dev.telemetry.flink.sql;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MomentsAccumulatorTest {
  @Test
  void startsWithoutValues() {
    MomentsAccumulator read = throughBytes(new MomentsAccumulator());

    assertThat(read.content().count()).isZero();
  }

  @Test
  void keepsItsValuesThroughBytes() {
    MomentsAccumulator group = new MomentsAccumulator();
    group.content().add(2, 20);
    throughBytes(group);
    group.content().add(1, 10);

    assertThat(throughBytes(group).content()).hasToString(group.content().toString());
    assertThat(group.getBytes()).hasSize(73);
  }

  @Test
  void readsTheBytesOfEarlierReleases() throws IOException {
    MomentsAccumulator group = new MomentsAccumulator();
    byte[] golden = golden();
    group.setBytes(golden);
    long count = group.content().count();

    assertThat(count).isEqualTo(3);
    assertThat(group.getBytes()).isEqualTo(golden);
  }

  @Test
  void refusesBytesOfAnotherLayout() {
    MomentsAccumulator group = new MomentsAccumulator();
    group.content().add(1, 1);
    byte[] bytes = group.getBytes();
    bytes[0] = 9;
    group.setBytes(bytes);

    assertThatThrownBy(group::content).hasMessageContaining("layout 9 is unknown");
  }

  private static MomentsAccumulator throughBytes(MomentsAccumulator group) {
    MomentsAccumulator read = new MomentsAccumulator();
    read.setBytes(group.getBytes());
    return read;
  }

  private static byte[] golden() throws IOException {
    try (InputStream in =
        MomentsAccumulatorTest.class.getResourceAsStream("/golden/0.1.0/Moments.hex")) {
      return HexFormat.of().parseHex(new String(in.readAllBytes(), US_ASCII).replaceAll("\\s", ""));
    }
  }
}
