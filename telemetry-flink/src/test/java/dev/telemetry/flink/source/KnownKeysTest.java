package dev.telemetry.flink.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownKeysTest {
  /** Two keys, as the first release writes them. */
  private static final String GOLDEN = "0000000200000003686f740000000668c3bce282ac";

  private final KnownKeys.Serializer serializer = new KnownKeys.Serializer();

  @Test
  void writesTheBytesOfTheFirstRelease() throws IOException {
    KnownKeys known = new KnownKeys();
    known.keys.addAll(List.of("hot", "h\u00fc\u20ac"));
    assertThat(HexFormat.of().formatHex(serializer.serialize(known))).isEqualTo(GOLDEN);
    assertThat(serializer.getVersion()).isOne();
  }

  @Test
  void readsTheBytesOfTheFirstRelease() throws IOException {
    KnownKeys read = serializer.deserialize(1, HexFormat.of().parseHex(GOLDEN));
    assertThat(read.keys).containsExactly("hot", "h\u00fc\u20ac");
  }
}
