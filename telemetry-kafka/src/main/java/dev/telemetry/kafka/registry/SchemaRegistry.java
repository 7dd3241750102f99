package dev.telemetry.kafka.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.telemetry.kafka.registry.SchemaRegistryException.Kind;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import org.apache.avro.Schema;

/**
 * A client of a schema registry that speaks Confluent's REST API. Thread-safe.
 *
 * <p>Schemas and ids never change once given, so both are cached: up to 1,000 of each. An id that
 * the registry does not know is remembered for 10 seconds, so that a flood of broken records does
 * not become a flood of requests. A request goes to each of the addresses in turn until one
 * answers, and is repeated with back-off for up to 30 seconds while none does.
 *
 * <p>All methods throw {@link SchemaRegistryException}; its kind tells an outage, which passes,
 * from what somebody must mend.
 */
public final class SchemaRegistry {
  private static final int CACHED = 1_000;
  private static final int MAX_SCHEMA_CHARS = 1 << 20;
  private static final Duration UNKNOWN_FOR = Duration.ofSeconds(10);

  private final RegistryHttp http;
  private final String addresses;
  private final BoundedCache<Integer, Schema> byId = new BoundedCache<>(CACHED);
  private final BoundedCache<SubjectSchema, Integer> ids = new BoundedCache<>(CACHED);
  private final BoundedCache<Integer, Unknown> unknown = new BoundedCache<>(CACHED);

  private record SubjectSchema(String subject, Schema schema) {}

  /** Without the cause, which may quote the whole of a schema. */
  private record Unknown(Kind kind, String message, long untilNanos) {}

  SchemaRegistry(SchemaRegistryBuilder settings) {
    http = new RegistryHttp(settings);
    addresses = settings.urls().toString();
  }

  /**
   * Begins a client.
   *
   * @param urls the base addresses of registries that hold the same schemas, at least one
   * @return a builder without credentials that trusts what the JVM trusts
   */
  public static SchemaRegistryBuilder at(String... urls) {
    return SchemaRegistryBuilder.at(List.of(urls));
  }

  /**
   * Registers a schema, or finds it where the subject has it already.
   *
   * @param subject the subject
   * @param schema the schema
   * @return the id that records of this schema carry
   */
  public int register(String subject, Schema schema) {
    return cachedId(subject, schema, "/subjects/" + encoded(subject) + "/versions");
  }

  /**
   * The id of a schema that the subject has already; registers nothing.
   *
   * @param subject the subject
   * @param schema the schema
   * @return the id that records of this schema carry
   */
  public int idOf(String subject, Schema schema) {
    return cachedId(subject, schema, "/subjects/" + encoded(subject));
  }

  /**
   * The schema of an id.
   *
   * @param id the id that a record carries
   * @return the schema
   */
  public Schema byId(int id) {
    Schema cached = byId.get(id);
    if (cached != null) {
      return cached;
    }
    refuseUnknown(id);
    try {
      Schema schema = schemaOf(http.get("/schemas/ids/" + id), "schema " + id);
      byId.put(id, schema);
      return schema;
    } catch (SchemaRegistryException e) {
      remember(id, e);
      throw e;
    }
  }

  /**
   * The newest version of a subject's schema; never cached.
   *
   * @param subject the subject
   * @return the newest version
   */
  public RegisteredSchema latest(String subject) {
    JsonNode answer = http.get("/subjects/" + encoded(subject) + "/versions/latest");
    int id = number(answer, "id");
    return new RegisteredSchema(
        subject, number(answer, "version"), id, schemaOf(answer, "schema " + id));
  }

  /**
   * Whether the subject's compatibility rule would accept a schema as its next version.
   *
   * @param subject the subject
   * @param schema the schema
   * @return true where it would, and where the subject has no version yet
   */
  public boolean accepts(String subject, Schema schema) {
    String path = "/compatibility/subjects/" + encoded(subject) + "/versions/latest";
    try {
      return http.post(path, body(schema)).path("is_compatible").asBoolean();
    } catch (SchemaRegistryException e) {
      if (e.kind() == Kind.NOT_FOUND) {
        return true;
      }
      throw e;
    }
  }

  @Override
  public String toString() {
    return "schema registry " + addresses;
  }

  private int cachedId(String subject, Schema schema, String path) {
    SubjectSchema key = new SubjectSchema(subject, schema);
    Integer cached = ids.get(key);
    if (cached != null) {
      return cached;
    }
    int id = number(http.post(path, body(schema)), "id");
    ids.put(key, id);
    return id;
  }

  private void refuseUnknown(int id) {
    Unknown known = unknown.get(id);
    if (known == null) {
      return;
    }
    if (known.untilNanos - System.nanoTime() > 0) {
      throw new SchemaRegistryException(known.kind, known.message);
    }
    unknown.remove(id);
  }

  private void remember(int id, SchemaRegistryException why) {
    if (why.kind() == Kind.NOT_FOUND || why.kind() == Kind.INVALID) {
      long until = System.nanoTime() + UNKNOWN_FOR.toNanos();
      unknown.put(id, new Unknown(why.kind(), String.valueOf(why.getMessage()), until));
    }
  }

  private static ObjectNode body(Schema schema) {
    return JsonNodeFactory.instance.objectNode().put("schema", schema.toString());
  }

  private static Schema schemaOf(JsonNode answer, String what) {
    String type = answer.path("schemaType").asText("AVRO");
    String json = answer.path("schema").asText();
    if (!type.equals("AVRO")) {
      throw new SchemaRegistryException(Kind.INVALID, what + " is " + type + ", not Avro");
    }
    if (json.isEmpty() || json.length() > MAX_SCHEMA_CHARS) {
      throw new SchemaRegistryException(
          Kind.INVALID,
          what + " has " + json.length() + " characters, not 1 to " + MAX_SCHEMA_CHARS);
    }
    try {
      return new Schema.Parser().parse(json);
    } catch (RuntimeException e) {
      // Avro's own exceptions, and a NullPointerException for a name that is not defined
      throw new SchemaRegistryException(
          Kind.INVALID,
          what + " is not a self-contained Avro schema (references are not supported)",
          e);
    }
  }

  private static int number(JsonNode answer, String field) {
    JsonNode value = answer.path(field);
    if (!value.canConvertToInt()) {
      throw new SchemaRegistryException(
          Kind.INVALID, "the registry's answer has no " + field + ": is it a schema registry?");
    }
    return value.intValue();
  }

  private static String encoded(String subject) {
    return URLEncoder.encode(requireNonNull(subject, "subject"), UTF_8).replace("+", "%20");
  }
}
