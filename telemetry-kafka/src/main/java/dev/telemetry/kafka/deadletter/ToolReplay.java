package dev.telemetry.kafka.deadletter;

import java.nio.file.Path;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How dead letters are put back. */
final class ToolReplay {
  @Option(names = "--execute", description = "Do it.")
  boolean execute;

  @Option(
      names = "--to",
      paramLabel = "TOPIC",
      description = "Where to, instead of where they came from; needed for rejected readings.")
  private @Nullable String to;

  @Option(
      names = "--from-file",
      paramLabel = "FILE",
      description = "What export has written and somebody has repaired, all of it.")
  private @Nullable Path file;

  @Option(
      names = "--at-most",
      paramLabel = "N",
      defaultValue = "1",
      description = "How often the same record may be put back; once unless told.")
  private int atMost;

  @Option(
      names = "--per-second",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many a second; 1000 unless told.")
  private int perSecond;

  Replay applyTo(Replay replay) {
    Replay paced = replay.atMost(atMost).perSecond(perSecond);
    return to == null ? paced : paced.to(to);
  }

  ReplayReport run(Replay replay, Predicate<DeadLetter> which) {
    if (file != null) {
      return execute ? replay.run(file) : replay.dryRun(file);
    }
    return execute ? replay.run(which) : replay.dryRun(which);
  }
}
