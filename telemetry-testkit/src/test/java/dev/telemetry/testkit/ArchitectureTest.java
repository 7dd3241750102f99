package dev.telemetry.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.telemetry", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule HAS_NO_PACKAGE_CYCLES =
      slices().matching("dev.telemetry.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule LOCAL_STACK_WORKS_WITHOUT_FLINK =
      noClasses()
          .that()
          .haveSimpleNameStartingWith("Local")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.flink..");

  @ArchTest
  static final ArchRule WATCH_OF_CHILD_JVMS_NEEDS_ONLY_THE_JDK =
      noClasses()
          .that()
          .haveSimpleName("ParentWatch")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages("java..", "dev.telemetry.testkit");
}
