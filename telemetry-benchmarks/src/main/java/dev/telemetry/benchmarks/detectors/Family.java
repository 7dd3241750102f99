package dev.telemetry.benchmarks.detectors;

import dev.telemetry.benchmarks.detect.ShippedDetectors;
import dev.telemetry.detect.ControlChart;
import dev.telemetry.detect.Cusum;
import dev.telemetry.detect.Detector;
import dev.telemetry.detect.Detectors;
import dev.telemetry.detect.Ewma;
import dev.telemetry.detect.Flatline;
import dev.telemetry.detect.Novelty;
import dev.telemetry.detect.PageHinkley;
import dev.telemetry.detect.RateOfChange;
import dev.telemetry.detect.RobustZScore;
import dev.telemetry.detect.Seasonal;
import dev.telemetry.detect.Threshold;
import dev.telemetry.detect.ZScore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** One of each detector, set as one would for a temperature around 60 Cel, each second. */
final class Family {
  static final String AUTOMATIC = "automatic";
  static final String Z_SCORE = "z-score, an hour";
  static final Detector<?> HOURLY = ZScore.rolling(Duration.ofHours(1)).beyond(6);

  private static final int REFERENCE = 1000;

  private Family() {}

  static Map<String, Detector<?>> all() {
    Threshold threshold = Threshold.above(90).clearBelow(85).forAtLeast(Duration.ofSeconds(30));
    RateOfChange rate = RateOfChange.beyond(10, Duration.ofSeconds(1));
    Flatline flatline = Flatline.lasting(Duration.ofMinutes(1));
    Map<String, Detector<?>> all = new LinkedHashMap<>();
    all.put("threshold", threshold);
    all.put(Z_SCORE, HOURLY);
    all.put("z-score, 4000 readings", ZScore.rolling(4000).beyond(6));
    all.put("z-score, weighted", ZScore.ewma(Duration.ofMinutes(10)).beyond(6));
    all.put("robust-z-score, 256 readings", RobustZScore.rolling(256).beyond(8));
    all.put("ewma", Ewma.learning(REFERENCE));
    all.put("cusum", Cusum.learning(REFERENCE));
    all.put("page-hinkley", PageHinkley.learning(REFERENCE));
    all.put("control-chart", ControlChart.learning(REFERENCE));
    all.put("rate-of-change", rate);
    all.put("flatline", flatline);
    all.put("seasonal", Seasonal.daily());
    all.put("novelty", Novelty.ofValues());
    all.put(AUTOMATIC, Detectors.automatic());
    all.put("random-cut-forest", ShippedDetectors.of("random-cut-forest"));
    all.put("any-of three", Detectors.anyOf(threshold, rate, flatline));
    return all;
  }
}
