package dev.telemetry.benchmarks.pictures;

import dev.telemetry.detect.ControlChart;
import dev.telemetry.detect.ControlRule;
import dev.telemetry.detect.Cusum;
import dev.telemetry.detect.Detectors;
import dev.telemetry.detect.Dimension;
import dev.telemetry.detect.Ewma;
import dev.telemetry.detect.Flatline;
import dev.telemetry.detect.Novelty;
import dev.telemetry.detect.PageHinkley;
import dev.telemetry.detect.RandomCutForest;
import dev.telemetry.detect.RateOfChange;
import dev.telemetry.detect.RobustZScore;
import dev.telemetry.detect.Seasonal;
import dev.telemetry.detect.Threshold;
import dev.telemetry.detect.ZScore;
import java.time.Duration;
import java.util.List;

/** What {@code docs/detectors.md} shows; the settings are written there too. */
final class Gallery {
  private static final String MACHINE = "realKnownCause/machine_temperature_system_failure.csv";
  private static final String AMBIENT = "realKnownCause/ambient_temperature_system_failure.csv";
  private static final String LATENCY = "realKnownCause/ec2_request_latency_system_failure.csv";
  private static final String SCALING = "realKnownCause/cpu_utilization_asg_misconfiguration.csv";
  private static final String TAXI = "realKnownCause/nyc_taxi.csv";
  private static final String KEYS = "realKnownCause/rogue_agent_key_updown.csv";
  private static final String STEPS = "realAWSCloudwatch/rds_cpu_utilization_e47b3b.csv";
  private static final String JUMPS = "realAWSCloudwatch/rds_cpu_utilization_cc0c53.csv";
  private static final String CREEPING = "realAWSCloudwatch/ec2_cpu_utilization_53ea38.csv";
  private static final String NOISY = "realAWSCloudwatch/ec2_cpu_utilization_5f5533.csv";
  private static final String FALLING = "realAWSCloudwatch/ec2_cpu_utilization_825cc2.csv";
  private static final int REFERENCE = 1000;

  static final List<Shot> SHOTS =
      List.of(
          new Shot("threshold", MACHINE, "Fahrenheit", Threshold.below(45).clearAbove(60)),
          new Shot("z-score", LATENCY, "ms", ZScore.rolling(Duration.ofDays(2)).beyond(5)),
          new Shot("robust-z-score", STEPS, "%", RobustZScore.rolling(256).beyond(6)),
          new Shot("ewma", CREEPING, "%", Ewma.learning(REFERENCE).lambda(0.1).beyond(6)),
          new Shot("cusum", SCALING, "%", Cusum.learning(2000).allowance(1).beyond(60)),
          new Shot("page-hinkley", FALLING, "%", PageHinkley.learning(REFERENCE).lambda(200)),
          new Shot("control-chart", NOISY, "%", oneBeyond()),
          new Shot("rate-of-change", JUMPS, "%", RateOfChange.beyond(5, Duration.ofMinutes(5))),
          new Shot("flatline", KEYS, "", Flatline.lasting(Duration.ofHours(24))),
          new Shot("seasonal", TAXI, "passengers", everyWeek()),
          new Shot("novelty", AMBIENT, "Fahrenheit", Novelty.ofValues()),
          new Shot("automatic", MACHINE, "Fahrenheit", Detectors.automatic()),
          new Shot("random-cut-forest", LATENCY, "ms", forest()));

  private static ControlChart oneBeyond() {
    return ControlChart.learning(REFERENCE).rules(ControlRule.WESTERN_ELECTRIC_1);
  }

  private static Seasonal everyWeek() {
    return Seasonal.weekly().beyond(4).forAtLeast(Duration.ofHours(4));
  }

  private static RandomCutForest forest() {
    return RandomCutForest.of(Dimension.of("latency", "ms")).beyond(1.6);
  }

  private Gallery() {}
}
