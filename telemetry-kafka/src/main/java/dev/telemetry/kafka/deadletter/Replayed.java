package dev.telemetry.kafka.deadletter;

import org.jspecify.annotations.Nullable;

/**
 * What became of a dead letter that was to be put back.
 *
 * @param id of the dead letter
 * @param topic where it goes; null where nobody knows
 * @param outcome what became of it, in a dry run what would
 */
public record Replayed(String id, @Nullable String topic, Outcome outcome) {
  /** What can become of it. */
  public enum Outcome {
    /** It is in the topic again. */
    PUT_BACK,
    /** This dead letter was put back by an earlier run. */
    BEFORE,
    /** The same record was put back as often as is allowed, and failed again. */
    TOO_OFTEN,
    /** No topic was said, or it does not exist, or it is the one of the dead letters. */
    NOWHERE
  }
}
