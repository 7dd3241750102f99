package dev.telemetry.kafka.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.telemetry.kafka.TestServices;
import dev.telemetry.kafka.registry.SchemaRegistryException.Kind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SchemaRegistryIT {
  private final SchemaRegistry registry = SchemaRegistry.at(TestServices.registryUrl()).open();

  private static Schema point(String name, String field) {
    return SchemaBuilder.record("test." + name).fields().requiredLong(field).endRecord();
  }

  private static Kind kindOf(ThrowingCallable call) {
    return catchThrowableOfType(SchemaRegistryException.class, call).kind();
  }

  @Test
  void findsWhatItRegistered() {
    Schema schema = point("Found", "x");
    int id = registry.register("found-value", schema);
    SchemaRegistry other = SchemaRegistry.at(TestServices.registryUrl() + "/").open();

    assertThat(registry.register("found-value", schema)).isEqualTo(id);
    assertThat(other.idOf("found-value", schema)).isEqualTo(id);
    assertThat(other.byId(id)).isEqualTo(schema).isSameAs(other.byId(id));
    assertThat(other.latest("found-value"))
        .isEqualTo(new RegisteredSchema("found-value", 1, id, schema));
  }

  @Test
  void quotesOddSubjects() {
    Schema schema = point("Odd", "x");
    int id = registry.register("a b+c%:ä-value", schema);

    assertThat(registry.latest("a b+c%:ä-value").id()).isEqualTo(id);
  }

  @Test
  void saysWhatItDoesNotKnow() {
    assertThat(kindOf(() -> registry.byId(1_999_999_999))).isEqualTo(Kind.NOT_FOUND);
    assertThat(kindOf(() -> registry.idOf("nobody-value", point("N", "x"))))
        .isEqualTo(Kind.NOT_FOUND);
    assertThat(kindOf(() -> registry.latest("nobody-value"))).isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void saysWhatIsIncompatible() throws Exception {
    registry.register("strict-value", point("Strict", "x"));
    put("/config/strict-value", "{\"compatibility\": \"BACKWARD\"}");
    Schema other = point("Strict", "y");

    assertThat(registry.accepts("strict-value", point("Strict", "x"))).isTrue();
    assertThat(registry.accepts("strict-value", other)).isFalse();
    assertThat(registry.accepts("brand-new-value", other)).isTrue();
    assertThat(kindOf(() -> registry.register("strict-value", other))).isEqualTo(Kind.INCOMPATIBLE);
  }

  private static void put(String path, String body) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(TestServices.registryUrl() + path))
                    .header("Content-Type", "application/json")
                    .PUT(BodyPublishers.ofString(body))
                    .build(),
                BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
  }
}
