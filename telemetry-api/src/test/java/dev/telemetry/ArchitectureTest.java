package dev.telemetry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.telemetry", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule PACKAGES_ARE_FREE_OF_CYCLES =
      slices().matching("dev.telemetry.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule KNOWS_NEITHER_KAFKA_NOR_FLINK =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "org.apache.flink..");

  @ArchTest
  static final ArchRule STATISTICS_STAND_ALONE =
      noClasses()
          .that()
          .resideInAPackage("dev.telemetry.stats")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.telemetry.model..",
              "dev.telemetry.topic..",
              "dev.telemetry.detect..",
              "dev.telemetry.alarm..",
              "org.apache.avro..");

  @ArchTest
  static final ArchRule THE_MODEL_STANDS_ALONE =
      noClasses()
          .that()
          .resideInAPackage("dev.telemetry.model")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.telemetry.stats..",
              "dev.telemetry.topic..",
              "dev.telemetry.detect..",
              "dev.telemetry.alarm..");

  @ArchTest
  static final ArchRule DETECTORS_KNOW_NO_TOPICS =
      noClasses()
          .that()
          .resideInAPackage("dev.telemetry.detect")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.telemetry.topic");

  @ArchTest
  static final ArchRule ALARMS_KNOW_THE_MODEL_ALONE =
      noClasses()
          .that()
          .resideInAPackage("dev.telemetry.alarm")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.telemetry.stats..", "dev.telemetry.topic..", "dev.telemetry.detect..");

  @ArchTest
  static final ArchRule NO_CLOCK =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.telemetry.model")
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime");
}
