package dev.telemetry.detect;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every detector's state survives its bytes, stays within its stated size, and reads what releases
 * wrote.
 */
class StateFormatTest {
  private static final Map<String, Integer> STATED_BYTES =
      Map.of("threshold", 41, "z-score-time", 892, "z-score-count", 893, "z-score-ewma", 95);

  static List<Map.Entry<String, Detector<?>>> detectors() {
    return List.of(
        Map.entry("threshold", Threshold.above(90).forAtLeast(ofSeconds(30))),
        Map.entry("z-score-time", ZScore.rolling(ofMinutes(1))),
        Map.entry("z-score-count", ZScore.rolling(64)),
        Map.entry("z-score-ewma", ZScore.ewma(ofMinutes(1))));
  }

  @ParameterizedTest
  @MethodSource("detectors")
  void goesOnAfterRestoreAsIfNothingHadHappened(Map.Entry<String, Detector<?>> named)
      throws IOException {
    assertGoesOn(named.getValue());
  }

  private static <S> void assertGoesOn(Detector<S> detector) throws IOException {
    var straight = DetectorRun.of(detector).calm(0, 100, 90, 1).at(100, 120);
    var restored = DetectorRun.of(detector).calm(0, 100, 90, 1).at(100, 120);
    restored.state = read(detector, write(detector, restored.state));

    straight.at(140, 119).at(141, 90).at(142, 90);
    restored.at(140, 119).at(141, 90).at(142, 90);

    assertThat(restored.phases).isEqualTo(straight.phases);
    assertThat(restored.last).hasToString(straight.last.toString());
  }

  @ParameterizedTest
  @MethodSource("detectors")
  void staysWithinItsStatedSize(Map.Entry<String, Detector<?>> named) throws IOException {
    assertThat(writtenAfterMany(named.getValue()))
        .hasSizeLessThanOrEqualTo(STATED_BYTES.get(named.getKey()));
  }

  private static <S> byte[] writtenAfterMany(Detector<S> detector) throws IOException {
    var run = DetectorRun.of(detector).calm(0, 5000, 90, 1);
    return write(detector, run.state);
  }

  /**
   * The golden bytes were written by release 0.1.0; a new version adds its own and keeps these
   * readable.
   */
  @ParameterizedTest
  @MethodSource("detectors")
  void readsWhatReleasesWrote(Map.Entry<String, Detector<?>> named) throws IOException {
    Properties golden = new Properties();
    try (InputStream in = getClass().getResourceAsStream("/states/0.1.0.properties")) {
      golden.load(in);
    }

    assertReads(named.getValue(), HexFormat.of().parseHex(golden.getProperty(named.getKey())));
  }

  private static <S> void assertReads(Detector<S> detector, byte[] golden) throws IOException {
    S state = read(detector, golden);
    var fresh = DetectorRun.of(detector).calm(0, 50, 90, 1).at(50, 120);

    assertThat(write(detector, fresh.state)).isEqualTo(golden);
    assertThat(detector.observe(state, 119, 51_000).phase())
        .isIn(Verdict.Phase.PENDING, Verdict.Phase.OPEN);
  }

  @Test
  void refusesAVersionFromTheFuture() {
    assertThatIOException()
        .isThrownBy(
            () ->
                new Threshold.Format().read(2, new DataInputStream(InputStream.nullInputStream())))
        .withMessageContaining("newer release");
  }

  static <S> byte[] write(Detector<S> detector, S state) throws IOException {
    var bytes = new ByteArrayOutputStream();
    detector.stateFormat().write(state, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  static <S> S read(Detector<S> detector, byte[] bytes) throws IOException {
    StateFormat<S> format = detector.stateFormat();
    return format.read(format.version(), new DataInputStream(new ByteArrayInputStream(bytes)));
  }
}
