package dev.telemetry.kafka.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telemetry.kafka.serde.TelemetryAvroSerializer.Target;
import dev.telemetry.model.Course;
import dev.telemetry.model.HistogramBin;
import dev.telemetry.model.Quantile;
import dev.telemetry.model.ValueHistogram;
import dev.telemetry.model.WindowStatistics;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is written by hand is what Avro writes. */
class StatisticsEncoderTest {
  private static final Arbitrary<Double> NUMBERS = Arbitraries.doubles();

  private final FrameWriter frames = new FrameWriter();
  private final SpecificDatumWriter<WindowStatistics> avro =
      new SpecificDatumWriter<>(
          WindowStatistics.getClassSchema(), SpecificData.getForClass(WindowStatistics.class));
  private final Target<WindowStatistics> general = new Target<>(7, avro, null);
  private final Target<WindowStatistics> quick =
      new Target<>(7, avro, RecordEncoder.of(WindowStatistics.class));

  @Property(tries = 500)
  void writesTheBytesOfAvro(
      @ForAll("texts") String key,
      @ForAll long count,
      @ForAll int revision,
      @ForAll("quantiles") @Nullable List<Quantile> quantiles,
      @ForAll("histograms") @Nullable ValueHistogram histogram,
      @ForAll("courses") @Nullable Course course)
      throws IOException {
    WindowStatistics statistics = statistics(key, count, revision, quantiles, histogram, course);
    assertThat(frames.frame(quick, statistics)).isEqualTo(frames.frame(general, statistics));
  }

  @Test
  void saysWhichFieldIsMissingAsAvroDoesAndGoesOn() throws IOException {
    WindowStatistics incomplete = statistics("a", 1, 0, null, null, null);
    incomplete.setUnit(null);
    assertThatThrownBy(() -> frames.frame(quick, incomplete))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("unit");
    WindowStatistics whole = statistics("a", 1, 0, List.of(), null, null);
    assertThat(frames.frame(quick, whole)).isEqualTo(frames.frame(general, whole));
  }

  private static WindowStatistics statistics(
      String key,
      long count,
      int revision,
      @Nullable List<Quantile> quantiles,
      @Nullable ValueHistogram histogram,
      @Nullable Course course) {
    Instant start = Instant.ofEpochMilli(count / 2);
    return new WindowStatistics(
        "statistics",
        key,
        "temperature",
        "Cel",
        start,
        start.plusSeconds(10),
        count,
        1.0,
        Double.NaN,
        -0.0,
        Double.MAX_VALUE,
        Double.NEGATIVE_INFINITY,
        3.5,
        4.0,
        revision,
        quantiles,
        histogram,
        course);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().ofMaxLength(80);
  }

  @Provide
  Arbitrary<List<Quantile>> quantiles() {
    return Combinators.combine(NUMBERS, NUMBERS)
        .as(Quantile::new)
        .list()
        .ofMaxSize(5)
        .injectNull(0.3);
  }

  @Provide
  Arbitrary<ValueHistogram> histograms() {
    Arbitrary<List<HistogramBin>> bins =
        Combinators.combine(NUMBERS, NUMBERS, Arbitraries.longs())
            .as(HistogramBin::new)
            .list()
            .ofMaxSize(9);
    return Combinators.combine(NUMBERS, bins).as(ValueHistogram::new).injectNull(0.3);
  }

  @Provide
  Arbitrary<Course> courses() {
    Arbitrary<Double> optional = NUMBERS.injectNull(0.3);
    return Combinators.combine(
            NUMBERS, optional, optional, optional, NUMBERS, optional, Arbitraries.longs(), NUMBERS)
        .as(Course::new)
        .injectNull(0.3);
  }
}
