package dev.telemetry.flink.detect;

import static java.util.Objects.requireNonNull;

import dev.telemetry.detect.Detector;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A detector and the metric that it watches, null for every metric. */
record AssignedDetector(Detector<?> detector, @Nullable String metric) implements Serializable {
  AssignedDetector {
    requireNonNull(detector, "detector");
  }

  static List<AssignedDetector> toAll(Detector<?>... detectors) {
    return Arrays.stream(detectors).map(each -> new AssignedDetector(each, null)).toList();
  }

  static List<AssignedDetector> to(String metric, Detector<?>... detectors) {
    return Arrays.stream(detectors).map(each -> new AssignedDetector(each, metric)).toList();
  }

  boolean watches(String metricOfRecord) {
    return metric == null || metric.equals(metricOfRecord);
  }
}
