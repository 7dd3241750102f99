package dev.telemetry.detect;

import dev.telemetry.model.DetectorRule;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Rules for tests. */
final class Rules {
  private Rules() {}

  static DetectorRule.Builder rule(String id) {
    return DetectorRule.newBuilder()
        .setId(id)
        .setVersion(1)
        .setDetector("threshold")
        .setChangedAt(Instant.EPOCH);
  }

  static DetectorRule hot(String detector, String... namesAndTexts) {
    Map<String, String> parameters = new HashMap<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      parameters.put(namesAndTexts[i], namesAndTexts[i + 1]);
    }
    return rule("hot").setDetector(detector).setParameters(parameters).build();
  }
}
