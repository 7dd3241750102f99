package dev.telemetry.flink.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.detect.Detector;
import dev.telemetry.detect.Threshold;
import dev.telemetry.detect.ZScore;
import dev.telemetry.stats.Moments;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.junit.jupiter.api.Test;

/** States survive their bytes, and a copy does not change with its original. */
class StateRoundTripTest {
  private static final List<Detector<?>> DETECTORS =
      List.of(
          Threshold.outside(-10, 10).forAtLeast(Duration.ofSeconds(3)),
          ZScore.rolling(Duration.ofMinutes(1)).afterWarmUp(3),
          ZScore.rolling(16).afterWarmUp(3),
          ZScore.ewma(Duration.ofSeconds(10)).afterWarmUp(3));

  @Property(tries = 300)
  void moments(@ForAll List<Double> values, @ForAll long firstMillis) throws IOException {
    Moments moments = new Moments();
    for (int i = 0; i < values.size(); i++) {
      moments.add(values.get(i), firstMillis + i);
    }
    MomentsSerializer serializer = new MomentsSerializer();
    assertThat(Serialized.bytes(serializer, moments)).hasSize(serializer.getLength());
    survives(serializer, moments, () -> moments.add(1, firstMillis));
  }

  @Property(tries = 100)
  void detectors(@ForAll List<Double> values) throws IOException {
    for (Detector<?> detector : DETECTORS) {
      survives(detector, values);
    }
  }

  private static <S> void survives(Detector<S> detector, List<Double> values) throws IOException {
    S state = detector.newState();
    for (int i = 0; i < values.size(); i++) {
      detector.observe(state, values.get(i), 1_000L * i);
    }
    survives(
        DetectorStateSerializer.of(detector),
        state,
        () -> detector.observe(state, 50, 1_000L * values.size()));
  }

  private static <S> void survives(TypeSerializer<S> serializer, S state, Runnable change)
      throws IOException {
    byte[] bytes = Serialized.bytes(serializer, state);
    S copy = serializer.copy(state);
    S read = Serialized.value(serializer, bytes);
    change.run();
    assertThat(Serialized.bytes(serializer, copy)).isEqualTo(bytes);
    assertThat(Serialized.bytes(serializer, read)).isEqualTo(bytes);
    assertThat(Serialized.copiedBytes(serializer, bytes)).isEqualTo(bytes);
  }

  @Test
  void refusesTheStateOfAnotherKindOfDetector() {
    var threshold = DetectorStateSerializer.of(Threshold.above(1)).snapshotConfiguration();
    TypeSerializer<?> other = DetectorStateSerializer.of(ZScore.rolling(16));
    assertThat(threshold).isNotNull();
    assertThat(other).isNotEqualTo(DetectorStateSerializer.of(Threshold.above(1)));
    assertThat(isIncompatible(threshold, other)).isTrue();
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // two states that have nothing in common
  private static boolean isIncompatible(TypeSerializerSnapshot now, TypeSerializer<?> before) {
    return now.resolveSchemaCompatibility(before.snapshotConfiguration()).isIncompatible();
  }
}
