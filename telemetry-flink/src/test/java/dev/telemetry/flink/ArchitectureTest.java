package dev.telemetry.flink;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.telemetry.flink.alarm.AlarmGroupStreams;
import dev.telemetry.flink.alarm.AlarmStreams;
import dev.telemetry.flink.detect.RuledStreams;
import dev.telemetry.flink.detect.SilenceStreams;
import dev.telemetry.flink.quality.Gated;
import dev.telemetry.flink.quality.OnceStreams;
import dev.telemetry.flink.source.Ingest;
import dev.telemetry.flink.window.GridStreams;
import dev.telemetry.flink.window.StatisticsStreams;

@AnalyzeClasses(
    packages = "dev.telemetry.flink",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String FLINK = "org.apache.flink..";

  @ArchTest
  static final ArchRule PACKAGES_ARE_FREE_OF_CYCLES =
      slices().matching("dev.telemetry.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule OPERATORS_DO_NOT_KNOW_EACH_OTHER =
      slices()
          .matching("dev.telemetry.flink.(window|detect|alarm|source|sink|quality|sql|upgrade)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule TIME_AND_TYPE_KNOW_NO_OPERATOR =
      noClasses()
          .that()
          .resideInAnyPackage("dev.telemetry.flink.time", "dev.telemetry.flink.type")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.telemetry.flink.window..",
              "dev.telemetry.flink.detect..",
              "dev.telemetry.flink.alarm..",
              "dev.telemetry.flink.source..",
              "dev.telemetry.flink.sink..",
              "dev.telemetry.flink.quality..",
              "dev.telemetry.flink.sql..");

  /** So that a job without SQL runs without Flink's tables on its class path. */
  @ArchTest
  static final ArchRule ONLY_SQL_KNOWS_TABLES =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.telemetry.flink.sql..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.flink.table..");

  @ArchTest
  static final ArchRule SQL_KNOWS_MODEL_STATISTICS_AND_TYPE_ALONE =
      noClasses()
          .that()
          .resideInAPackage("dev.telemetry.flink.sql..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.telemetry..")
                  .and(
                      not(
                          resideInAnyPackage(
                              "dev.telemetry.flink.sql..",
                              "dev.telemetry.flink.type..",
                              "dev.telemetry.model..",
                              "dev.telemetry.stats.."))));

  @ArchTest
  static final ArchRule ONLY_SOURCE_AND_SINK_KNOW_KAFKA =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.telemetry.flink.source..", "dev.telemetry.flink.sink..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "dev.telemetry.kafka..");

  @ArchTest
  static final ArchRule KNOWS_NO_TESTS_EXAMPLES_OR_BENCHMARKS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.telemetry.testkit..", "dev.telemetry.examples..", "dev.telemetry.benchmarks..");

  @ArchTest
  static final ArchRule NOBODY_SLEEPS =
      noClasses()
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(Thread.class, "sleep", long.class, int.class);

  @ArchTest static final ArchRule NOBODY_PRINTS = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

  @ArchTest
  static final ArchRule BUILT_IS_FLINKS_OWN =
      methods()
          .that()
          .haveName("build")
          .and()
          .arePublic()
          .and()
          .areDeclaredInClassesThat()
          .arePublic()
          .should()
          .haveRawReturnType(resideInAPackage(FLINK));

  @ArchTest
  static final ArchRule ATTACHED_ARE_FLINKS_OWN_STREAMS =
      fields()
          .that()
          .areDeclaredIn(Gated.class)
          .or()
          .areDeclaredIn(OnceStreams.class)
          .or()
          .areDeclaredIn(Ingest.class)
          .or()
          .areDeclaredIn(StatisticsStreams.class)
          .or()
          .areDeclaredIn(GridStreams.class)
          .or()
          .areDeclaredIn(AlarmStreams.class)
          .or()
          .areDeclaredIn(AlarmGroupStreams.class)
          .or()
          .areDeclaredIn(SilenceStreams.class)
          .or()
          .areDeclaredIn(RuledStreams.class)
          .should()
          .haveRawType(resideInAPackage(FLINK));
}
