package dev.telemetry.kafka;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.telemetry.kafka",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("dev.telemetry.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule KNOWS_NO_FLINK =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("org.apache.flink..");

  /** So that all the rest runs without it: it is optional. */
  @ArchTest
  static final ArchRule ONLY_THE_TOOL_KNOWS_PICOCLI =
      noClasses()
          .that()
          .haveNameNotMatching("dev\\.telemetry\\.kafka\\.deadletter\\.(DeadLetterTool|Tool\\w+)")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..");

  @ArchTest
  static final ArchRule REGISTRY_KNOWS_NO_KAFKA =
      noClasses()
          .that()
          .resideInAPackage("..kafka.registry..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..");
}
