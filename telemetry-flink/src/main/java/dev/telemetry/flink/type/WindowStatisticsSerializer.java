package dev.telemetry.flink.type;

import dev.telemetry.model.Course;
import dev.telemetry.model.HistogramBin;
import dev.telemetry.model.Quantile;
import dev.telemetry.model.ValueHistogram;
import dev.telemetry.model.WindowStatistics;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;
import org.jspecify.annotations.Nullable;

/**
 * Statistics by hand: a byte of layout version, a byte that tells which optional parts there are,
 * then the fields in schema order. Layout 1, which had no optional parts, is still read.
 */
public final class WindowStatisticsSerializer extends HandWrittenSerializer<WindowStatistics> {
  private static final long serialVersionUID = 1;
  private static final byte LAYOUT = 2;
  private static final byte LAYOUT_WITHOUT_PARTS = 1;

  private static final int QUANTILES = 1;
  private static final int HISTOGRAM = 1 << 1;
  private static final int COURSE = 1 << 2;
  private static final int RATE = 1 << 3;
  private static final int SLOPE = 1 << 4;
  private static final int TIME_WEIGHTED_MEAN = 1 << 5;
  private static final int SECONDS_ABOVE = 1 << 6;

  /** Stateless. */
  public WindowStatisticsSerializer() {}

  @Override
  public WindowStatistics createInstance() {
    return new WindowStatistics();
  }

  @Override
  public WindowStatistics copy(WindowStatistics from) {
    return new WindowStatistics(
        from.getOperator(),
        from.getKey(),
        from.getMetric(),
        from.getUnit(),
        from.getWindowStart(),
        from.getWindowEnd(),
        from.getCount(),
        from.getMean(),
        from.getVariance(),
        from.getMin(),
        from.getMax(),
        from.getFirst(),
        from.getLast(),
        from.getSum(),
        from.getRevision(),
        copyOf(from.getQuantiles()),
        copyOf(from.getHistogram()),
        copyOf(from.getCourse()));
  }

  private static @Nullable List<Quantile> copyOf(@Nullable List<Quantile> quantiles) {
    if (quantiles == null) {
      return null;
    }
    List<Quantile> copy = new ArrayList<>(quantiles.size());
    for (Quantile quantile : quantiles) {
      copy.add(new Quantile(quantile.getProbability(), quantile.getValue()));
    }
    return copy;
  }

  private static @Nullable ValueHistogram copyOf(@Nullable ValueHistogram histogram) {
    if (histogram == null) {
      return null;
    }
    List<HistogramBin> bins = new ArrayList<>(histogram.getBins().size());
    for (HistogramBin bin : histogram.getBins()) {
      bins.add(new HistogramBin(bin.getLower(), bin.getUpper(), bin.getCount()));
    }
    return new ValueHistogram(histogram.getRelativeAccuracy(), bins);
  }

  private static @Nullable Course copyOf(@Nullable Course course) {
    return course == null
        ? null
        : new Course(
            course.getDelta(),
            course.getRatePerSecond(),
            course.getSlopePerSecond(),
            course.getTimeWeightedMean(),
            course.getCoveredSeconds(),
            course.getSecondsAbove(),
            course.getChanges(),
            course.getIncrease());
  }

  @Override
  public void serialize(WindowStatistics result, DataOutputView target) throws IOException {
    List<Quantile> quantiles = result.getQuantiles();
    ValueHistogram histogram = result.getHistogram();
    Course course = result.getCourse();
    target.writeByte(LAYOUT);
    target.writeByte(
        flag(quantiles, QUANTILES)
            | flag(histogram, HISTOGRAM)
            | (course == null ? 0 : COURSE | partsOf(course)));
    writeBasics(result, target);
    if (quantiles != null) {
      writeQuantiles(quantiles, target);
    }
    if (histogram != null) {
      writeHistogram(histogram, target);
    }
    if (course != null) {
      writeCourse(course, target);
    }
  }

  private static int flag(@Nullable Object value, int flag) {
    return value == null ? 0 : flag;
  }

  private static int partsOf(Course course) {
    return flag(course.getRatePerSecond(), RATE)
        | flag(course.getSlopePerSecond(), SLOPE)
        | flag(course.getTimeWeightedMean(), TIME_WEIGHTED_MEAN)
        | flag(course.getSecondsAbove(), SECONDS_ABOVE);
  }

  private static void writeBasics(WindowStatistics result, DataOutputView target)
      throws IOException {
    StringValue.writeString(result.getOperator(), target);
    StringValue.writeString(result.getKey(), target);
    StringValue.writeString(result.getMetric(), target);
    StringValue.writeString(result.getUnit(), target);
    target.writeLong(result.getWindowStart().toEpochMilli());
    target.writeLong(result.getWindowEnd().toEpochMilli());
    target.writeLong(result.getCount());
    target.writeDouble(result.getMean());
    target.writeDouble(result.getVariance());
    target.writeDouble(result.getMin());
    target.writeDouble(result.getMax());
    target.writeDouble(result.getFirst());
    target.writeDouble(result.getLast());
    target.writeDouble(result.getSum());
    target.writeInt(result.getRevision());
  }

  private static void writeQuantiles(List<Quantile> quantiles, DataOutputView target)
      throws IOException {
    target.writeInt(quantiles.size());
    for (Quantile quantile : quantiles) {
      target.writeDouble(quantile.getProbability());
      target.writeDouble(quantile.getValue());
    }
  }

  private static void writeHistogram(ValueHistogram histogram, DataOutputView target)
      throws IOException {
    target.writeDouble(histogram.getRelativeAccuracy());
    target.writeInt(histogram.getBins().size());
    for (HistogramBin bin : histogram.getBins()) {
      target.writeDouble(bin.getLower());
      target.writeDouble(bin.getUpper());
      target.writeLong(bin.getCount());
    }
  }

  private static void writeCourse(Course course, DataOutputView target) throws IOException {
    target.writeDouble(course.getDelta());
    writeIfThere(course.getRatePerSecond(), target);
    writeIfThere(course.getSlopePerSecond(), target);
    writeIfThere(course.getTimeWeightedMean(), target);
    target.writeDouble(course.getCoveredSeconds());
    writeIfThere(course.getSecondsAbove(), target);
    target.writeLong(course.getChanges());
    target.writeDouble(course.getIncrease());
  }

  private static void writeIfThere(@Nullable Double value, DataOutputView target)
      throws IOException {
    if (value != null) {
      target.writeDouble(value);
    }
  }

  @Override
  public WindowStatistics deserialize(DataInputView source) throws IOException {
    int parts = readParts(source);
    return new WindowStatistics(
        StringValue.readString(source),
        StringValue.readString(source),
        StringValue.readString(source),
        StringValue.readString(source),
        Instant.ofEpochMilli(source.readLong()),
        Instant.ofEpochMilli(source.readLong()),
        source.readLong(),
        source.readDouble(),
        source.readDouble(),
        source.readDouble(),
        source.readDouble(),
        source.readDouble(),
        source.readDouble(),
        source.readDouble(),
        source.readInt(),
        (parts & QUANTILES) == 0 ? null : readQuantiles(source),
        (parts & HISTOGRAM) == 0 ? null : readHistogram(source),
        (parts & COURSE) == 0 ? null : readCourse(parts, source));
  }

  private static int readParts(DataInputView source) throws IOException {
    byte layout = source.readByte();
    if (layout == LAYOUT_WITHOUT_PARTS) {
      return 0;
    }
    checkLayout(layout, LAYOUT);
    return source.readByte();
  }

  private static List<Quantile> readQuantiles(DataInputView source) throws IOException {
    int size = source.readInt();
    List<Quantile> quantiles = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      quantiles.add(new Quantile(source.readDouble(), source.readDouble()));
    }
    return quantiles;
  }

  private static ValueHistogram readHistogram(DataInputView source) throws IOException {
    double relativeAccuracy = source.readDouble();
    int size = source.readInt();
    List<HistogramBin> bins = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      bins.add(new HistogramBin(source.readDouble(), source.readDouble(), source.readLong()));
    }
    return new ValueHistogram(relativeAccuracy, bins);
  }

  private static Course readCourse(int parts, DataInputView source) throws IOException {
    return new Course(
        source.readDouble(),
        readIf((parts & RATE) != 0, source),
        readIf((parts & SLOPE) != 0, source),
        readIf((parts & TIME_WEIGHTED_MEAN) != 0, source),
        source.readDouble(),
        readIf((parts & SECONDS_ABOVE) != 0, source),
        source.readLong(),
        source.readDouble());
  }

  private static @Nullable Double readIf(boolean there, DataInputView source) throws IOException {
    return there ? source.readDouble() : null;
  }

  @Override
  public TypeSerializerSnapshot<WindowStatistics> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Found by name in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<WindowStatistics> {
    /** Called by Flink. */
    public Snapshot() {
      super(WindowStatisticsSerializer::new);
    }
  }
}
