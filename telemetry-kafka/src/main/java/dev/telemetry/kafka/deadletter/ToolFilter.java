package dev.telemetry.kafka.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dead letters are meant: those that fit all that is said. */
final class ToolFilter implements Predicate<DeadLetter> {
  @Option(names = "--id", paramLabel = "ID", split = ",", description = "One or more, by id.")
  private @Nullable List<String> ids;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "A part of the error's class or of the rule's name.")
  private @Nullable String reason;

  @Option(
      names = "--key",
      paramLabel = "TEXT",
      description = "The record's key, in UTF-8; of a reading its sensor.")
  private @Nullable String key;

  @Option(
      names = "--original-topic",
      paramLabel = "NAME",
      description = "Where it was read from; so the next three, which no rejected reading knows.")
  private @Nullable String originalTopic;

  @Option(names = "--original-partition", paramLabel = "N", description = "Its partition there.")
  private @Nullable Integer originalPartition;

  @Option(names = "--from-offset", paramLabel = "N", description = "The first offset there.")
  private @Nullable Long fromOffset;

  @Option(names = "--to-offset", paramLabel = "N", description = "The last offset there.")
  private @Nullable Long toOffset;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Put aside at or after it, as 2026-11-23T10:15:00Z.")
  private @Nullable Instant since;

  @Option(names = "--until", paramLabel = "TIME", description = "Put aside before it.")
  private @Nullable Instant until;

  @Override
  public boolean test(DeadLetter letter) {
    return (ids == null || ids.contains(letter.id()))
        && (reason == null || letter.reason().contains(reason))
        && (key == null || key.equals(keyOf(letter)))
        && (since == null || !letter.at().isBefore(since))
        && (until == null || letter.at().isBefore(until))
        && (isOfAnyOrigin() || (letter.content() instanceof Quarantined record && isFrom(record)));
  }

  private static @Nullable String keyOf(DeadLetter letter) {
    if (letter.content() instanceof Rejected rejected) {
      return rejected.getReading().getSensorId();
    }
    ByteBuffer bytes = ((Quarantined) letter.content()).getKey();
    return bytes == null ? null : UTF_8.decode(bytes.duplicate()).toString();
  }

  private boolean isOfAnyOrigin() {
    return originalTopic == null
        && originalPartition == null
        && fromOffset == null
        && toOffset == null;
  }

  private boolean isFrom(Quarantined record) {
    return (originalTopic == null || originalTopic.equals(record.getTopic()))
        && (originalPartition == null || originalPartition == record.getPartition())
        && (fromOffset == null || record.getOffset() >= fromOffset)
        && (toOffset == null || record.getOffset() <= toOffset);
  }
}
