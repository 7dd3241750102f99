package dev.telemetry.kafka.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.SensorReading;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.io.JsonEncoder;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters as JSON, to be looked at, repaired and read again. A quarantined record has its
 * {@code key} and {@code value} in Base64; a rejected one its {@code reading} as Avro writes it.
 */
final class DeadLetterJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Schema READING = SensorReading.getClassSchema();

  private DeadLetterJson() {}

  static boolean isOfDeadLetters(Class<? extends SpecificRecord> type) {
    return type == Quarantined.class || type == Rejected.class;
  }

  static ObjectNode of(DeadLetter letter) {
    ObjectNode json = JSON.createObjectNode();
    json.put("id", letter.id());
    json.put("at", letter.at().toString());
    json.put("reason", letter.reason());
    json.put("message", letter.message());
    if (letter.content() instanceof Quarantined record) {
      json.put("topic", record.getTopic());
      json.put("partition", record.getPartition());
      json.put("offset", record.getOffset());
      json.put("timestamp", record.getTimestamp().toString());
      json.put("key", base64(record.getKey()));
      json.put("value", base64(record.getValue()));
    } else if (letter.content() instanceof Rejected record) {
      json.set("reading", of(record.getReading()));
    }
    return json;
  }

  private static @Nullable String base64(@Nullable ByteBuffer bytes) {
    byte[] copy = PutBack.bytes(bytes);
    return copy == null ? null : Base64.getEncoder().encodeToString(copy);
  }

  private static JsonNode of(SensorReading reading) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      JsonEncoder encoder = EncoderFactory.get().jsonEncoder(READING, out);
      new SpecificDatumWriter<>(SensorReading.class).write(reading, encoder);
      encoder.flush();
      return JSON.readTree(out.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As it stands in a file that may have been repaired by hand. */
  record Line(
      String id,
      @Nullable String topic,
      @Nullable Place from,
      @Nullable ByteBuffer key,
      @Nullable ByteBuffer value,
      @Nullable SensorReading reading) {}

  static Line read(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      JsonNode reading = json.get("reading");
      return new Line(
          json.required("id").textValue(),
          text(json, "topic"),
          place(json),
          bytes(json, "key"),
          bytes(json, "value"),
          reading == null ? null : reading(reading));
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("this is no dead letter: " + e.getMessage(), e);
    }
  }

  private static @Nullable Place place(JsonNode json) {
    String timestamp = text(json, "timestamp");
    return timestamp == null
        ? null
        : new Place(
            json.required("topic").textValue(),
            json.required("partition").intValue(),
            json.required("offset").longValue(),
            Instant.parse(timestamp).toEpochMilli());
  }

  private static @Nullable String text(JsonNode json, String name) {
    JsonNode field = json.get(name);
    return field == null || field.isNull() ? null : field.textValue();
  }

  private static @Nullable ByteBuffer bytes(JsonNode json, String name) {
    String text = text(json, name);
    return text == null ? null : ByteBuffer.wrap(Base64.getDecoder().decode(text));
  }

  private static SensorReading reading(JsonNode json) throws IOException {
    return new SpecificDatumReader<>(SensorReading.class)
        .read(null, DecoderFactory.get().jsonDecoder(READING, json.toString()));
  }

  /** With the value's text where it is one, for people. */
  static String pretty(DeadLetter letter) {
    ObjectNode json = of(letter);
    ByteBuffer value = letter.content() instanceof Quarantined record ? record.getValue() : null;
    String text = value == null ? "" : UTF_8.decode(value.duplicate()).toString();
    if (!text.isEmpty() && text.chars().noneMatch(c -> Character.isISOControl(c) || c == 0xfffd)) {
      json.put("valueAsText", text);
    }
    return json.toPrettyString();
  }
}
