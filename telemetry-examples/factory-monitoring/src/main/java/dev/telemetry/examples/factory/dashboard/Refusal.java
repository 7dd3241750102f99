package dev.telemetry.examples.factory.dashboard;

import dev.telemetry.model.AlarmCommandRejection;
import dev.telemetry.model.RuleRejection;
import java.util.Locale;

/** What the job did not do, and why; the time is in epoch milliseconds. */
record Refusal(String id, String reason, long at) {
  static Refusal of(AlarmCommandRejection refused) {
    String asked =
        refused.getCommand().getAction().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return new Refusal(
        refused.getCommand().getId(),
        "Could not " + asked + ": " + refused.getDetail(),
        refused.getEventTime().toEpochMilli());
  }

  static Refusal of(RuleRejection refused) {
    String stays =
        refused.getVersionInForce() == null
            ? "it is not in force"
            : "version " + refused.getVersionInForce() + " stays in force";
    return new Refusal(
        refused.getRule().getId() + " " + refused.getRule().getVersion(),
        "The job refused version %d of rule %s: %s; %s"
            .formatted(
                refused.getRule().getVersion(),
                refused.getRule().getId(),
                refused.getReason(),
                stays),
        refused.getRejectedAt().toEpochMilli());
  }
}
