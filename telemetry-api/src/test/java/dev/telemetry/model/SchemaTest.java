package dev.telemetry.model;

import static org.apache.avro.SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE;
import static org.apache.avro.SchemaCompatibility.checkReaderWriterCompatibility;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Schemas evolve FULL_TRANSITIVE: today's reads what every release wrote, and every release reads
 * today's.
 */
class SchemaTest {
  private static final Path RELEASED = Path.of("src/test/resources/schemas/released");

  static List<Schema> schemas() {
    return List.of(
        SensorReading.getClassSchema(),
        WindowStatistics.getClassSchema(),
        GridPoint.getClassSchema(),
        Anomaly.getClassSchema(),
        Effectiveness.getClassSchema(),
        Quarantined.getClassSchema(),
        Rejected.getClassSchema(),
        Loss.getClassSchema(),
        Alarm.getClassSchema(),
        AlarmCommand.getClassSchema(),
        AlarmCommandRejection.getClassSchema(),
        AlarmSummary.getClassSchema(),
        DetectorRule.getClassSchema(),
        RuleRejection.getClassSchema());
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void readsAndIsReadByEveryRelease(Schema current) throws IOException {
    List<Path> versions = releasedVersionsOf(current);

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

  private static List<Path> releasedVersionsOf(Schema schema) throws IOException {
    try (Stream<Path> files = Files.walk(RELEASED)) {
      return files.filter(file -> file.endsWith(schema.getName() + ".avsc")).toList();
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
