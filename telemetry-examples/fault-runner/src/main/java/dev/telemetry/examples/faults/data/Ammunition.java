package dev.telemetry.examples.faults.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telemetry.kafka.registry.SchemaRegistry;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.SensorReading;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.avro.Schema;

/** The schemas, good and evil, that broken records name, and the frames made of them. */
final class Ammunition {
  static final int HEADER = 5;

  /** How many ids the records of a round name, those of the clean run with them. */
  static final int IDS = Poison.UNKNOWN_IDS + 13;

  private static final int TEN_MEGABYTES = 10 << 20;
  private static final int LONG_NAME = 900_000;
  private static final int TOO_DEEP = 100_000;
  private static final int DEEP_BUT_LEGAL = 400;

  /** Far above what the registry gives out. */
  private static final int EVIL = 1_900_000_000;

  final int huge = EVIL;
  final int nested = EVIL + 1;
  final int deep = EVIL + 2;
  final int protobuf = EVIL + 3;
  final int noJson = EVIL + 4;
  final int longName = EVIL + 5;
  final int unknown = EVIL + 1_000;
  final int anomaly;
  final int number;
  final int nulls;
  final int skippedList;

  Ammunition(SchemaRegistry registry, RegistryFront front) {
    anomaly = registry.register("evil-anomaly", Anomaly.getClassSchema());
    number = registry.register("evil-number", Schema.create(Schema.Type.LONG));
    nulls = registry.register("evil-nulls", with("{\"type\": \"array\", \"items\": \"null\"}"));
    skippedList =
        registry.register(
            "evil-list",
            with(
                """
                {"type": "record", "name": "Link", "fields": [
                  {"name": "next", "type": ["null", "Link"]}]}"""));
    front.answer(huge, "{\"schema\": \"\\\"" + "x".repeat(TEN_MEGABYTES) + "\\\"\"}");
    front.answer(nested, "{\"schema\": \"" + "[".repeat(TOO_DEEP) + "]".repeat(TOO_DEEP) + "\"}");
    front.answer(deep, schema(arrays(DEEP_BUT_LEGAL)));
    front.answer(protobuf, "{\"schemaType\": \"PROTOBUF\", \"schema\": \"message A {}\"}");
    front.answer(noJson, "<html>Gateway</html>");
    front.answer(
        longName,
        schema("{'type': 'record', 'name': '" + "N".repeat(LONG_NAME) + "', 'fields': []}"));
  }

  /** The schema of readings with one more field, which their readers skip. */
  private static Schema with(String type) {
    String schema = SensorReading.getClassSchema().toString();
    String more = ", {\"name\": \"extra\", \"type\": " + type + "}]}";
    return new Schema.Parser().parse(schema.substring(0, schema.length() - 2) + more);
  }

  private static String arrays(int depth) {
    return "{'type':'array','items':".repeat(depth) + "'long'" + "}".repeat(depth);
  }

  private static String schema(String singleQuoted) {
    return "{\"schema\": \"" + singleQuoted.replace("'", "\\\"") + "\"}";
  }

  static byte[] frame(int id, byte[]... parts) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes(ByteBuffer.allocate(HEADER).put((byte) 0).putInt(id).array());
    for (byte[] part : parts) {
      frame.writeBytes(part);
    }
    return frame.toByteArray();
  }

  /** The same record under another schema's id. */
  static byte[] renamed(byte[] frame, int id, byte[]... more) {
    byte[] same = frame(id, Arrays.copyOfRange(frame, HEADER, frame.length));
    ByteArrayOutputStream longer = new ByteArrayOutputStream();
    longer.writeBytes(same);
    for (byte[] part : more) {
      longer.writeBytes(part);
    }
    return longer.toByteArray();
  }

  /** Avro's variable-length zig-zag. */
  static byte[] varint(long value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7fL) != 0) {
      bytes.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
    return bytes.toByteArray();
  }

  /** A good reading with a list of so many links behind it, one in the other. */
  byte[] withDeepList(byte[] frame) {
    byte[] links = new byte[TOO_DEEP + 1];
    Arrays.fill(links, 0, TOO_DEEP, (byte) 2);
    return renamed(frame, skippedList, links);
  }

  static byte[] json() {
    return "{\"sensor\": \"pump-1\", \"value\": 3}".getBytes(UTF_8);
  }
}
