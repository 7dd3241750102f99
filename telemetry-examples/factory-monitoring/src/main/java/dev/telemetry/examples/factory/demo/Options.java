package dev.telemetry.examples.factory.demo;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What the demo was told. */
final class Options {
  /** As fast as it goes. */
  static final double UNPACED = 0;

  private static final double WATCHABLE = 5_000;

  @Option(
      names = "--replay",
      paramLabel = "FILE",
      description = "Play a recording (CSV with the columns timestamp,value) instead of the plant.")
  Path replay;

  @Option(
      names = "--speed",
      paramLabel = "N",
      description =
          "Play N times as fast as recorded; 5000 by default, with --until-end as fast as it goes."
              + " With --until-end no pause between two readings is longer than 2 ms.")
  Double speed;

  @Option(
      names = "--until-end",
      description = "End when the recording is played and all of it is processed.")
  boolean untilEnd;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write what happened to a JSON file at the end; goes with --until-end.")
  Path report;

  @Option(names = "--headless", description = "Start no dashboard.")
  boolean headless;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "The dashboard's port on this machine; 8080 by default, 0 for any.")
  int port;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Say this and end.")
  boolean help;

  double pace() {
    if (speed != null) {
      return speed;
    }
    return untilEnd ? UNPACED : WATCHABLE;
  }

  /** Refuses what contradicts itself, in a sentence. */
  void check() {
    if (untilEnd && replay == null) {
      throw new DemoException("--until-end needs --replay: the plant never ends.");
    }
    if (report != null && !untilEnd) {
      throw new DemoException("--report needs --until-end: a report is written at the end.");
    }
    if (speed != null && replay == null) {
      throw new DemoException("--speed needs --replay: the plant runs in real time.");
    }
    if (speed != null && !(speed > 0 && Double.isFinite(speed))) {
      throw new DemoException("--speed must be a number above 0, was " + speed + ".");
    }
    if (port < 0 || port > 65_535) {
      throw new DemoException("--port must be 0 to 65535, was " + port + ".");
    }
  }
}
