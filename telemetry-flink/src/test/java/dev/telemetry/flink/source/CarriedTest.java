package dev.telemetry.flink.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.flink.type.Originated;
import dev.telemetry.kafka.spool.Origin;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class CarriedTest {
  private final Carried<String, Originated<String>> carried = new Carried.WithOrigin<>();
  private final RecordHeaders headers = new RecordHeaders();

  @Test
  void takesTheOriginFromTheHeader() {
    byte[] device = "gateway-1".getBytes(StandardCharsets.UTF_8);
    headers.add(
        Origin.HEADER,
        ByteBuffer.allocate(16 + device.length).putLong(7).putLong(42).put(device).array());
    Originated<String> sent = carried.of("reading", headers);
    assertThat(sent).isEqualTo(new Originated<>("reading", "gateway-1", 7, 42));
    assertThat(carried.value(sent)).isEqualTo("reading");
  }

  @Test
  void leavesTheDeviceOutWhereThereIsNoneOrItIsBroken() {
    assertThat(carried.of("reading", headers)).isEqualTo(Originated.unknown("reading"));
    headers.add(Origin.HEADER, new byte[16]);
    assertThat(carried.of("reading", headers)).isEqualTo(Originated.unknown("reading"));
    headers.add(Origin.HEADER, null);
    assertThat(carried.of("reading", headers)).isEqualTo(Originated.unknown("reading"));
  }
}
