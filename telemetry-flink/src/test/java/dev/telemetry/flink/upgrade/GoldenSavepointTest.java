package dev.telemetry.flink.upgrade;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.telemetry.flink.TestJob;
import dev.telemetry.flink.type.HandWrittenSerializer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Savepoints of every operator with state, taken in the middle of a scripted input by the release
 * whose folder they are in, in Flink's canonical format: each later release goes on from them, on
 * either state backend and in another parallelism, and gives the rows that are stored beside them.
 *
 * <p>{@code mvn -pl telemetry-flink -am test -Dtest=GoldenSavepointTest -Dgolden.write=true
 * -Dsurefire.failIfNoSpecifiedTests=false} writes those of {@link GoldenSavepoint#CURRENT} anew.
 * That is right for the version that is being made, after a change that the changelog calls
 * breaking, and when an operator joins the canonical job. Those of a release are never written
 * again: at a release its folder is renamed to the version without {@code -SNAPSHOT}, and the next
 * version gets one of its own.
 *
 * <p>Not seen here: the memory of the duplicate filter, which is forgotten after a week, and the
 * clocks of silence, which begin anew.
 */
@Timeout(240)
class GoldenSavepointTest {
  private static final List<String> SILENT = List.of("line-1/press-1", "line-1/press-2/oil");
  private static final Duration LONG_ENOUGH = ofSeconds(90);

  @TempDir Path folder;

  static List<Arguments> goldens() throws IOException {
    return GoldenSavepoint.all().stream()
        .flatMap(each -> GoldenSavepoint.BACKENDS.stream().map(on -> Arguments.of(each, on)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void goesOnAsTheReleaseWouldHave(GoldenSavepoint golden, String backend) throws Exception {
    CanonicalJob restored = goOn(golden, backend);

    assertThat(restored.rows.records()).containsExactlyInAnyOrderElementsOf(golden.rows());
    assertThat(keysOf("CLOSED", restored)).containsAll(SILENT);
  }

  @Test
  void goesOnAsWithoutAnInterruption() throws Exception {
    List<String> rows = uninterrupted();

    for (GoldenSavepoint golden : GoldenSavepoint.all()) {
      assertThat(rows).containsAll(golden.rows());
    }
  }

  /** Else an operator is missing in the canonical job; what only crosses the network may. */
  @Test
  void holdsTheStatesOfAllSerializersWrittenByHand() throws IOException {
    byte[] savepoint = GoldenSavepoint.current("hashmap").metadata();
    String names = new String(savepoint, StandardCharsets.ISO_8859_1);
    List<String> missing =
        new ClassFileImporter()
            .importPackages("dev.telemetry.flink").stream()
                .filter(type -> type.isAssignableTo(HandWrittenSerializer.class))
                .map(JavaClass::getSimpleName)
                .filter(name -> !names.contains(name))
                .toList();
    assertThat(missing)
        .containsExactlyInAnyOrder(
            "HandWrittenSerializer",
            "BundleSerializer",
            "GridPointSerializer",
            "MomentsSerializer",
            "OriginatedSerializer",
            "SensorReadingSerializer",
            "SlicePartSerializer",
            "WindowStatisticsSerializer");
  }

  @Test
  @EnabledIfSystemProperty(named = "golden.write", matches = "true")
  void writesTheSavepointsOfThisVersion() throws Exception {
    List<String> whole = uninterrupted();
    for (String backend : GoldenSavepoint.BACKENDS) {
      GoldenSavepoint golden = GoldenSavepoint.current(backend);
      List<String> before = interrupt(golden);
      List<String> after = goOn(golden, backend).rows.records();
      assertThat(Stream.concat(before.stream(), after.stream()))
          .containsExactlyInAnyOrderElementsOf(whole);
      golden.packRows(after);
    }
  }

  private List<String> uninterrupted() throws Exception {
    CanonicalInput input = new CanonicalInput();
    CanonicalJob job = new CanonicalJob(input);
    JobClient running = start(job, settings(GoldenSavepoint.BACKENDS.get(0)));
    input.goOn();
    running.getJobExecutionResult().get();
    return job.rows.records();
  }

  /** Stops once the silence of all sensors was told. */
  private List<String> interrupt(GoldenSavepoint golden) throws Exception {
    CanonicalJob job = new CanonicalJob(new CanonicalInput());
    JobClient running = start(job, settings(golden.backend()));
    await()
        .atMost(LONG_ENOUGH)
        .pollInterval(ofMillis(100))
        .until(() -> keysOf("OPENED", job).containsAll(SILENT));
    String saved = folder.resolve("saved").toUri().toString();
    Path savepoint =
        Path.of(
            URI.create(
                running.stopWithSavepoint(false, saved, SavepointFormatType.CANONICAL).get()));
    assertThat(savepoint.toFile().list()).as("all state is in the metadata").hasSize(1);
    golden.pack(savepoint);
    return job.rows.records();
  }

  private JobClient start(CanonicalJob canonical, Configuration how) throws Exception {
    TestJob job = TestJob.in(folder, how);
    StreamExecutionEnvironment env = job.environment(1);
    canonical.attach(env);
    JobClient running = env.executeAsync();
    await().atMost(LONG_ENOUGH).until(() -> job.counters().sum("alarms", "commands") == 1);
    return running;
  }

  private CanonicalJob goOn(GoldenSavepoint golden, String backend) throws Exception {
    Configuration how = settings(backend);
    how.set(StateRecoveryOptions.SAVEPOINT_PATH, golden.unpack(folder));
    StreamExecutionEnvironment env = TestJob.in(folder, how).environment(2);
    CanonicalJob job = new CanonicalJob(CanonicalInput.withoutPause()).attach(env);
    env.execute();
    return job;
  }

  private static List<String> keysOf(String phase, CanonicalJob job) {
    return job.silences.records().stream()
        .filter(edge -> edge.contains("\"phase\": \"%s\"".formatted(phase)))
        .map(edge -> edge.replaceFirst(".*\"key\": \"([^\"]*)\".*", "$1"))
        .toList();
  }

  private static Configuration settings(String backend) {
    Configuration settings = new Configuration();
    settings.set(StateBackendOptions.STATE_BACKEND, backend);
    settings.set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.ofMebiBytes(1));
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, ofHours(1));
    return settings;
  }
}
