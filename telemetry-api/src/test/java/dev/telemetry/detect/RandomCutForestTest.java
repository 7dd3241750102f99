package dev.telemetry.detect;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.amazon.randomcutforest.config.TransformMethod;
import com.amazon.randomcutforest.parkservices.ThresholdedRandomCutForest;
import dev.telemetry.detect.Verdict.Phase;
import dev.telemetry.model.Severity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomCutForestTest {
  private static final RandomCutForest SMALL =
      RandomCutForest.of(
              Dimension.of("oil", "Cel"), Dimension.of("pump", "bar"), Dimension.of("flow", "L/s"))
          .trees(20)
          .sampleSize(64)
          .afterWarmUp(64);

  /** The forest over readings of one second, and what it said. */
  private static final class Run {
    final RandomCutForest forest;
    ForestState state;
    final List<Phase> phases = new ArrayList<>();
    final List<Double> scores = new ArrayList<>();
    Verdict last = new Verdict();

    Run(RandomCutForest forest) {
      this.forest = forest;
      this.state = forest.newState();
    }

    Run at(long second, double... values) {
      last = forest.observe(state, values, second * 1_000);
      phases.add(last.phase());
      scores.add(state.score);
      return this;
    }

    /** All three are about constant. */
    Run machine(int from, int to) {
      Random random = new Random(from);
      for (int i = from; i < to; i++) {
        at(
            i,
            60 + random.nextDouble(),
            5 + 0.1 * random.nextDouble(),
            100 + 2 * random.nextDouble());
      }
      return this;
    }
  }

  @Test
  void raisesWhenValuesAreUnusualTogether() {
    Run run = new Run(SMALL).machine(0, 1_000);
    assertThat(run.phases.subList(200, 1_000)).containsOnly(Phase.NORMAL);

    run.at(1_000, 60, 6, 105);

    assertThat(run.last.phase()).isEqualTo(Phase.OPENED);
    assertThat(run.last.score()).isGreaterThan(0.999);
    assertThat(run.last.value()).isGreaterThan(run.last.upper());
    assertThat(run.forest.explain(run.state, run.last))
        .matches(
            "pump 6 bar \\(\\d+ %\\), flow 105 L/s \\(\\d+ %\\), oil 60 Cel \\(\\d+ %\\): unusual together,"
                + " the forest's score is [0-9.]+, usually [0-9.]+");
    run.machine(1_001, 1_040);
    assertThat(run.phases.subList(1_000, run.phases.size())).contains(Phase.CLOSED);
    assertThat(run.phases.get(run.phases.size() - 1)).isEqualTo(Phase.NORMAL);
  }

  @Test
  void learnsNormalOnlyWhereToldUntilTheAbnormalIsTheNewNormal() {
    Run run = new Run(SMALL.learningNormalOnly()).machine(0, 1_000);
    int before = run.phases.size();
    for (int i = 1_000; i < 1_400; i++) {
      run.at(i, 90, 1, 120);
    }
    List<Phase> after = run.phases.subList(before, run.phases.size());
    assertThat(after.get(0)).isEqualTo(Phase.OPENED);
    assertThat(after.indexOf(Phase.CLOSED)).isEqualTo(64);
    assertThat(after.subList(1, 64)).containsOnly(Phase.OPEN);
    assertThat(after.get(after.size() - 1)).isEqualTo(Phase.NORMAL);
  }

  @Test
  void learnsWhatIsAbnormalAndFindsItUsualAfterAWhile() {
    Run run = new Run(SMALL).machine(0, 1_000);
    for (int i = 1_000; i < 1_050; i++) {
      run.at(i, 90, 1, 120);
    }
    List<Phase> after = run.phases.subList(1_000, run.phases.size());
    assertThat(after.get(0)).isEqualTo(Phase.OPENED);
    assertThat(after.indexOf(Phase.CLOSED)).isBetween(1, 40);
  }

  @Test
  void takesOneDimensionAsMeasuredUnlessScaled() {
    RandomCutForest one = RandomCutForest.of(Dimension.of("oil", "Cel")).trees(5).sampleSize(16);
    Random random = new Random(2);
    Run measured = new Run(one);
    Run scaled = new Run(one.scaled());
    Run same = new Run(one.scaled().unscaled());
    for (int i = 0; i < 200; i++) {
      double value = 60 + random.nextGaussian();
      measured.at(i, value);
      scaled.at(i, value);
      same.at(i, value);
    }
    assertThat(same.scores).isEqualTo(measured.scores).isNotEqualTo(scaled.scores);
  }

  @Test
  void followsTheRulesOfEpisodes() {
    RandomCutForest slow =
        SMALL.forAtLeast(ofSeconds(3)).severity(Severity.CRITICAL).ruleVersion(7);
    Run run = new Run(slow).machine(0, 1_000);
    for (int i = 1_000; i < 1_004; i++) {
      run.at(i, 90, 1, 120);
    }
    assertThat(run.phases.subList(1_000, 1_004))
        .containsExactly(Phase.PENDING, Phase.PENDING, Phase.PENDING, Phase.OPENED);
    assertThat(slow.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(slow.ruleVersion()).isEqualTo(7);
    assertThat(slow.explain(run.state, run.last)).contains("unusual together, for 3 s");
  }

  @Test
  void changesNothingForAVectorThatIsNotFinite() throws IOException {
    Run run = new Run(SMALL).machine(0, 200);
    byte[] before = write(run.state);
    run.at(200, 60, Double.NaN, 100).at(201, Double.POSITIVE_INFINITY, 5, 100);
    assertThat(run.phases.subList(200, 202)).containsOnly(Phase.IGNORED);
    assertThat(write(run.state)).isEqualTo(before);
  }

  @Test
  void givesTheSameScoresInEveryReplay() {
    assertThat(new Run(SMALL).machine(0, 500).scores)
        .isEqualTo(new Run(SMALL).machine(0, 500).scores);
    assertThat(new Run(SMALL.seed(7)).machine(0, 500).scores)
        .isNotEqualTo(new Run(SMALL).machine(0, 500).scores);
  }

  @Test
  void scoresOnAfterARestoreAtAnyPointAsIfNothingHadHappened() throws IOException {
    Run straight = new Run(SMALL);
    Run restored = new Run(SMALL);
    straight.machine(0, 400);
    restored.machine(0, 400);
    for (int i = 400; i < 600; i += 40) {
      straight.machine(i, i + 40).at(i + 40, 60, 6, 105);
      restored.machine(i, i + 40).at(i + 40, 60, 6, 105);
      restored.state = read(write(restored.state));
    }
    assertThat(restored.scores).isEqualTo(straight.scores);
    assertThat(restored.phases).isEqualTo(straight.phases).contains(Phase.OPENED);
  }

  @Test
  void explainsAfterARestoreWhatWasJudgedBefore() throws IOException {
    Run run = new Run(SMALL).machine(0, 1_000).at(1_000, 60, 6, 105);
    String explanation = SMALL.explain(run.state, run.last);
    assertThat(SMALL.explain(read(write(run.state)), run.last)).isEqualTo(explanation);
  }

  /** Written by release 0.2.0: three trees of sixteen vectors, in an open episode. */
  @Test
  void readsTheGoldenBytesAndWritesThemAgain() throws IOException {
    byte[] golden;
    try (InputStream in = getClass().getResourceAsStream("/states/random-cut-forest-1.hex")) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      golden = HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }
    Run run = new Run(SMALL.trees(3).sampleSize(16).afterWarmUp(16));
    run.state = read(golden);

    assertThat(write(run.state)).isEqualTo(golden);
    assertThat(run.at(101, 60, 6, 105).last.phase()).isEqualTo(Phase.OPEN);
    assertThatThrownBy(() -> new RandomCutForest.Format().read(2, empty()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("newer release");
  }

  @Test
  void isWrittenByTwoThreadsAtOnce() throws IOException {
    ForestState state = new Run(SMALL).machine(0, 500).state;
    ForestState other = new Run(SMALL).machine(0, 500).state;
    List<String> written =
        IntStream.range(0, 16).parallel().mapToObj(i -> hex(state)).distinct().toList();
    assertThat(written).containsExactly(hex(other));
  }

  private static String hex(ForestState state) {
    try {
      return HexFormat.of().formatHex(write(state));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void staysWithinItsStatedSize() throws IOException {
    assertThat(write(new Run(SMALL).machine(0, 3_000).state)).hasSizeBetween(30_000, 40_000);

    RandomCutForest usual =
        RandomCutForest.of(Dimension.of("oil", "Cel"), Dimension.of("pump", "bar"));
    Run run = new Run(usual);
    Random random = new Random(1);
    for (int i = 0; i < 3_000; i++) {
      run.at(i, random.nextGaussian(), random.nextGaussian());
    }
    assertThat(write(run.state)).hasSizeBetween(150_000, 180_000);
  }

  @Test
  void scoresLikeTheLibrarysOwnDetector() {
    Random random = new Random(3);
    double[] series = new double[2_000];
    for (int i = 0; i < series.length; i++) {
      series[i] = Math.sin(i / 10.0) + 0.1 * random.nextGaussian() + (i % 700 == 699 ? 5 : 0);
    }
    assertScoresLikeTheLibrary(series);
  }

  /** Where the recordings are at hand. */
  @Test
  void scoresLikeTheLibrarysOwnDetectorOnARecording() throws IOException {
    Path file =
        Path.of(
            System.getProperty("nab", "../../shared/data/nab"),
            "data/realKnownCause/machine_temperature_system_failure.csv");
    assumeTrue(Files.exists(file));
    double[] series =
        Files.readAllLines(file).stream()
            .skip(1)
            .limit(4_000)
            .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(',') + 1)))
            .toArray();
    assertScoresLikeTheLibrary(series);
  }

  private static void assertScoresLikeTheLibrary(double... series) {
    RandomCutForest ours = RandomCutForest.of(Dimension.of("value", "")).shingle(8).seed(9);
    ThresholdedRandomCutForest theirs =
        ThresholdedRandomCutForest.builder()
            .dimensions(8)
            .shingleSize(8)
            .numberOfTrees(50)
            .sampleSize(256)
            .randomSeed(9)
            .internalShinglingEnabled(true)
            .transformMethod(TransformMethod.NONE)
            .build();
    Run run = new Run(ours);
    for (int i = 0; i < series.length; i++) {
      run.at(i, series[i]);
      assertThat(run.state.score)
          .as("reading %d", i)
          .isEqualTo(theirs.process(new double[] {series[i]}, i).getRCFScore());
    }
  }

  @Test
  void judgesSingleValuesToo() {
    RandomCutForest one =
        RandomCutForest.of(Dimension.of("oil", "Cel")).trees(20).sampleSize(64).afterWarmUp(64);
    var run = DetectorRun.of(one).calm(0, 500, 60, 1).at(500, 90);
    assertThat(run.last.phase()).isEqualTo(Phase.OPENED);
    assertThat(run.explanation("Cel")).isEqualTo("90 Cel is unusual after the values before");
    assertThatIllegalStateException()
        .isThrownBy(() -> SMALL.observe(SMALL.newState(), 60, 0))
        .withMessage("a forest of 3 dimensions judges vectors, not single values");
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RandomCutForest.of())
        .withMessage("dimensions must be >= 1, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RandomCutForest.of(Dimension.of("oil", "Cel"), Dimension.of("oil", "")))
        .withMessage("two dimensions are called oil");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SMALL.observe(SMALL.newState(), new double[2], 0))
        .withMessage("a vector must have 3 values, had 2");
    assertThatIllegalArgumentException().isThrownBy(() -> SMALL.beyond(Double.NaN));
  }

  @Test
  void namesTheArtifactThatIsMissing() throws Exception {
    URL[] without =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(path -> !path.contains("randomcutforest"))
            .map(RandomCutForestTest::url)
            .toArray(URL[]::new);
    try (URLClassLoader loader =
        new URLClassLoader(without, ClassLoader.getPlatformClassLoader())) {
      Class<?> dimension = loader.loadClass(Dimension.class.getName());
      Object dimensions = Array.newInstance(dimension, 1);
      Array.set(
          dimensions,
          0,
          dimension.getConstructor(String.class, String.class).newInstance("oil", "Cel"));
      Class<?> forest = loader.loadClass(RandomCutForest.class.getName());
      assertThatThrownBy(
              () -> forest.getMethod("of", dimensions.getClass()).invoke(null, dimensions))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("software.amazon.randomcutforest:randomcutforest-core:4.4.0");
    }
  }

  private static URL url(String path) {
    try {
      return Path.of(path).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static DataInputStream empty() {
    return new DataInputStream(InputStream.nullInputStream());
  }

  private static byte[] write(ForestState state) throws IOException {
    var bytes = new ByteArrayOutputStream();
    new RandomCutForest.Format().write(state, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static ForestState read(byte[] bytes) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(bytes));
    ForestState state = new RandomCutForest.Format().read(1, in);
    assertThat(in.available()).isZero();
    return state;
  }
}
