package dev.telemetry.benchmarks.serializers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.telemetry.benchmarks.job.ReadingFormat;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The texts of readings as they come from a decoder: each is a new instance that nobody has hashed
 * yet, also where it is equal to the one before. Or as they come from the SDK's decoder, which
 * gives a sensor's texts again.
 */
final class DecodedFields {
  private static final byte[] METRIC = bytes("temperature");
  private static final byte[] UNIT = bytes("Cel");
  private static final byte[][] TAGS = {
    bytes("firmware"), bytes("2.4.1"), bytes("batch"), bytes("2026-47-b")
  };

  private final byte[][] sensorIds;
  private final String[] sensorIdsAgain;
  private final boolean again;
  private final int tags;

  /**
   * Texts of readings.
   *
   * @param keys of how many sensors
   * @param again whether those of a sensor are always the same instances
   * @param tags how many each reading has, up to 2
   */
  DecodedFields(int keys, boolean again, int tags) {
    this.sensorIdsAgain = ReadingFormat.sensorIds(keys);
    this.again = again;
    this.sensorIds = Arrays.stream(sensorIdsAgain).map(DecodedFields::bytes).toArray(byte[][]::new);
    this.tags = tags;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  String sensorId(int key) {
    return again ? sensorIdsAgain[key] : text(sensorIds[key]);
  }

  String metric() {
    return again ? "temperature" : text(METRIC);
  }

  String unit() {
    return again ? "Cel" : text(UNIT);
  }

  Map<String, String> tags() {
    Map<String, String> made = new HashMap<>();
    for (int i = 0; i < tags; i++) {
      made.put(text(TAGS[2 * i]), text(TAGS[2 * i + 1]));
    }
    return made;
  }
}
