package dev.telemetry.flink.type;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.telemetry.detect.StateFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.junit.jupiter.api.Test;

/**
 * What a savepoint may hold has golden bytes: who adds a serializer, a record or a detector's state
 * adds them too.
 */
class GoldenCoverageTest {
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(
              "dev.telemetry.flink", "dev.telemetry.model", StateFormat.class.getPackageName());

  private static Stream<JavaClass> concrete(Class<?> type) {
    return OURS.stream()
        .filter(each -> each.isAssignableTo(type))
        .filter(each -> !each.isInterface())
        .filter(each -> !each.getModifiers().contains(JavaModifier.ABSTRACT));
  }

  private static Set<String> names(Stream<String> names) {
    return names.collect(toCollection(TreeSet::new));
  }

  @Test
  void everySerializerHasGoldenBytes() {
    Set<String> golden =
        names(
            GoldenBytesTest.goldens().stream().map(each -> each.serializer().getClass().getName()));
    assertThat(golden)
        .hasSizeGreaterThan(10)
        .containsAll(names(concrete(TypeSerializer.class).map(JavaClass::getName)));
  }

  @Test
  void everyRecordHasGoldenBytes() {
    Set<String> golden =
        names(GoldenBytesTest.goldens().stream().map(each -> each.value().getClass().getName()));
    Set<String> records = names(concrete(SpecificRecordBase.class).map(JavaClass::getName));
    records.removeAll(
        names(List.copyOf(records).stream().flatMap(GoldenCoverageTest::recordsInside)));
    assertThat(records).isNotEmpty();
    assertThat(golden).containsAll(records);
  }

  private static Stream<String> recordsInside(String record) {
    Schema schema = SpecificData.get().getSchema(OURS.get(record).reflect());
    return schema.getFields().stream().flatMap(field -> recordsIn(field.schema()));
  }

  private static Stream<String> recordsIn(Schema schema) {
    return switch (schema.getType()) {
      case RECORD ->
          Stream.concat(
              Stream.of(schema.getFullName()),
              schema.getFields().stream().flatMap(field -> recordsIn(field.schema())));
      case ARRAY -> recordsIn(schema.getElementType());
      case UNION -> schema.getTypes().stream().flatMap(GoldenCoverageTest::recordsIn);
      default -> Stream.empty();
    };
  }

  /** Their bytes are golden in telemetry-api; a savepoint finds them by their class. */
  @Test
  void theFormatsOfDetectorsAreCalledAsSavepointsCallThem() throws IOException {
    Set<String> formats = names(concrete(StateFormat.class).map(JavaClass::getName));
    assertThat(formats).isEqualTo(names(released().lines()));
  }

  private static String released() throws IOException {
    try (InputStream in =
        GoldenCoverageTest.class.getResourceAsStream("/golden/detector-formats.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
