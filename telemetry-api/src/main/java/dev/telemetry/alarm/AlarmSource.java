package dev.telemetry.alarm;

import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.Anomaly;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names what raises: {@code operator|key|detector}. A source has at most one alarm at a time; it
 * stays the same when the version of its rule changes.
 */
public final class AlarmSource {
  /**
   * {@code operator|key|detector-2.v7|opening time}: what comes before the version is the source.
   */
  private static final Pattern EPISODE = Pattern.compile("(.+\\|.+)\\.v\\d+\\|[^|]*");

  private AlarmSource() {}

  /**
   * The source of an anomaly: its episode's id without version and time, so that two detectors of
   * one name are two sources; where the id has another form, operator, key and detector.
   *
   * @param anomaly any edge of an episode
   * @return the source
   */
  public static String of(Anomaly anomaly) {
    Matcher episode = EPISODE.matcher(anomaly.getEpisode());
    return episode.matches()
        ? episode.group(1)
        : String.join("|", anomaly.getOperator(), anomaly.getKey(), anomaly.getDetector());
  }

  /**
   * The source that a command is for.
   *
   * @param command names the source or the alarm
   * @return the source, empty where the command names neither
   */
  public static String of(AlarmCommand command) {
    if (!command.getSource().isEmpty()) {
      return command.getSource();
    }
    String alarm = command.getAlarm();
    return alarm.substring(0, Math.max(0, alarm.lastIndexOf('|')));
  }

  /** The key in a source, for one that never spoke. */
  static String keyOf(String source) {
    int first = source.indexOf('|');
    int last = source.lastIndexOf('|');
    return first < last ? source.substring(first + 1, last) : source;
  }
}
