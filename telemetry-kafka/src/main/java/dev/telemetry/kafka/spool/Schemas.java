package dev.telemetry.kafka.spool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToIntBiFunction;
import java.util.zip.CRC32C;

/**
 * The schemas of a spool's records, so that the registry is asked when they are sent and not when
 * they are taken: it may be away until then, and may be another than the last time.
 *
 * <p>A value in Confluent's wire format holds the number of its schema in this folder where its id
 * in the registry will stand. The number is the CRC32C of the file {@code NUMBER.schema}, which
 * holds the subject in a line and the schema's JSON; so a file that is damaged shows, and the same
 * schema mends it.
 */
final class Schemas {
  private static final int ID_AT = 1;
  private static final int MAX_BYTES = 1 << 20;

  private final SpoolFiles files;
  private final ToIntBiFunction<String, String> registry;
  private final Map<Integer, Integer> ids = new HashMap<>();

  Schemas(SpoolFiles files, ToIntBiFunction<String, String> registry) {
    this.files = files;
    this.registry = registry;
  }

  /** A record whose schema is lost; it is not known what to ask the registry for. */
  static final class LostException extends Exception {
    private static final long serialVersionUID = 1;

    LostException(String name) {
      super("the schema of the record is lost: " + name + " is missing or damaged");
    }
  }

  /** The number of a schema, whose file survives a power cut from now on. */
  synchronized int numberOf(String subject, String schema) throws IOException {
    byte[] content = (subject + "\n" + schema).getBytes(UTF_8);
    int number = checksum(content);
    if (checksum(files.read(name(number), MAX_BYTES)) != number) {
      files.replace(name(number), content);
    }
    return number;
  }

  private static String name(int number) {
    return "%08x.schema".formatted(number);
  }

  private static int checksum(byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content);
    return (int) crc.getValue();
  }

  /** Puts the registry's id into a value. For one thread. */
  void finish(SpoolRecord record) throws IOException, LostException {
    if (record.numbered()) {
      ByteBuffer value = ByteBuffer.wrap(record.value());
      int number = value.getInt(ID_AT);
      Integer id = ids.get(number);
      if (id == null) {
        id = idOf(number);
        ids.put(number, id);
      }
      value.putInt(ID_AT, id);
    }
  }

  private int idOf(int number) throws IOException, LostException {
    byte[] content = files.read(name(number), MAX_BYTES);
    if (checksum(content) != number) {
      throw new LostException(name(number));
    }
    String[] parts = new String(content, UTF_8).split("\n", 2);
    return registry.applyAsInt(parts[0], parts[1]);
  }
}
