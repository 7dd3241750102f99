package dev.telemetry.flink.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.telemetry.stats.Moments;
import java.io.IOException;
import java.util.HexFormat;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class SlicePartSerializerTest {
  /** As the first release writes it. */
  private static final String GOLDEN =
      "0113706c616e742f707265737323745b43656c5d10706c616e742f70726573732f6f696c"
          + "00000000000013880000000000000002c00e000000000000401c200000000000c0020000"
          + "000000003ff80000000000003ff8000000000000c00200000000000000000000000003e8"
          + "00000000000007d0";

  @Test
  void writesTheBytesOfTheFirstRelease() throws IOException {
    assertThat(HexFormat.of().formatHex(bytes(part()))).isEqualTo(GOLDEN);
  }

  @Test
  void readsTheBytesOfTheFirstRelease() throws IOException {
    SlicePart read = read(HexFormat.of().parseHex(GOLDEN));
    assertThat(read.key()).isEqualTo("plant/press#t[Cel]");
    assertThat(read.child()).isEqualTo("plant/press/oil");
    assertThat(read.behind()).isEqualTo(5_000);
    assertThat(read.values()).hasToString(part().values().toString());
    assertThat(read.firstMillis()).isEqualTo(1_000);
  }

  @Test
  void refusesALayoutOfTheFuture() {
    byte[] bytes = HexFormat.of().parseHex(GOLDEN);
    bytes[0] = 99;
    assertThatIOException().isThrownBy(() -> read(bytes)).withMessageContaining("99");
  }

  private static SlicePart part() {
    Moments values = new Moments();
    values.add(1.5, 1_000);
    values.add(-2.25, 2_000);
    return new SlicePart("plant/press#t[Cel]", "plant/press/oil", 5_000, values);
  }

  private static byte[] bytes(SlicePart part) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    SlicePartSerializer.INSTANCE.serialize(part, out);
    return out.getCopyOfBuffer();
  }

  private static SlicePart read(byte[] bytes) throws IOException {
    return SlicePartSerializer.INSTANCE.deserialize(new DataInputDeserializer(bytes));
  }
}
