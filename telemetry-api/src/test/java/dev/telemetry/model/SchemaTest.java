package dev.telemetry.model;

import static org.apache.avro.SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE;
import static org.apache.avro.SchemaCompatibility.checkReaderWriterCompatibility;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Schemas evolve FULL_TRANSITIVE: today's reads what every release wrote, and every release reads
 * today's.
 */
class SchemaTest {
  private static final Path RELEASED = Path.of("src/test/resources/schemas/released");

  /** All records that have a file, and so may be in a topic. */
  static List<Schema> schemas() throws IOException, ReflectiveOperationException {
    List<Schema> schemas = new ArrayList<>();
    for (String name : names(Path.of("src/main/avro"), ".avsc")) {
      Class<?> type = Class.forName(SensorReading.class.getPackageName() + "." + name);
      Schema schema = SpecificData.get().getSchema(type);
      if (schema.getType() == Schema.Type.RECORD) {
        schemas.add(schema);
      }
    }
    return schemas;
  }

  private static List<String> names(Path folder, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(suffix))
          .map(name -> name.substring(0, name.length() - suffix.length()))
          .sorted()
          .toList();
    }
  }

  @Test
  void keepsTheTopicsOfEveryReleaseAndWhatIsInThem() throws IOException, IllegalAccessException {
    Properties released = new Properties();
    for (Path version : released("topics.properties")) {
      released.load(Files.newBufferedReader(version));
    }
    Properties current = new Properties();
    for (Field field : Topics.class.getFields()) {
      Topic<?> topic = (Topic<?>) field.get(null);
      current.setProperty(field.getName(), topic.name() + " " + topic.type().getName());
    }
    assertThat(current).isEqualTo(released);
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void readsAndIsReadByEveryRelease(Schema current) throws IOException {
    List<Path> versions = released(current.getName() + ".avsc");

    assertThat(versions).as("released schemas of %s", current.getName()).isNotEmpty();
    for (Path version : versions) {
      Schema released = new Schema.Parser().parse(Files.readString(version));
      assertThat(checkReaderWriterCompatibility(current, released).getType())
          .as("%s must read what %s wrote", current.getName(), version)
          .isEqualTo(COMPATIBLE);
      assertThat(checkReaderWriterCompatibility(released, current).getType())
          .as("%s must read what %s writes now", version, current.getName())
          .isEqualTo(COMPATIBLE);
    }
  }

  private static List<Path> released(String name) throws IOException {
    try (Stream<Path> files = Files.walk(RELEASED)) {
      return files.filter(file -> file.endsWith(name)).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void documentsEveryFieldWithItsUnit(Schema schema) {
    assertThat(schema.getDoc()).isNotBlank();
    for (Schema.Field field : schema.getFields()) {
      assertThat(field.doc())
          .as("doc of %s.%s", schema.getName(), field.name())
          .hasSizeGreaterThan(20);
      recordsIn(field.schema()).forEach(this::documentsEveryFieldWithItsUnit);
    }
  }

  private static Stream<Schema> recordsIn(Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> Stream.of(schema);
      case ARRAY -> recordsIn(schema.getElementType());
      case UNION -> schema.getTypes().stream().flatMap(SchemaTest::recordsIn);
      default -> Stream.empty();
    };
  }
}
