package dev.telemetry.testkit;

import dev.telemetry.model.Anomaly;
import dev.telemetry.model.EpisodePhase;
import java.time.Instant;
import java.util.Locale;
import org.assertj.core.api.Condition;

/** Says which anomalies a test expects; for {@link OperatorTest#emits} and for AssertJ. */
public final class AnomalyMatchers {
  private AnomalyMatchers() {}

  /**
   * The opening of an episode.
   *
   * @param key the key of the stream, such as the sensor's id
   * @param time the event time of the reading that opened it
   * @return a condition that such anomalies fulfil
   */
  public static Condition<Anomaly> opened(String key, Instant time) {
    return edge(EpisodePhase.OPENED, key, time);
  }

  /**
   * A change of severity of an open episode.
   *
   * @param key the key of the stream, such as the sensor's id
   * @param time the event time of the reading that changed it
   * @return a condition that such anomalies fulfil
   */
  public static Condition<Anomaly> changed(String key, Instant time) {
    return edge(EpisodePhase.CHANGED, key, time);
  }

  /**
   * The closing of an episode.
   *
   * @param key the key of the stream, such as the sensor's id
   * @param time the event time of the reading that closed it
   * @return a condition that such anomalies fulfil
   */
  public static Condition<Anomaly> closed(String key, Instant time) {
    return edge(EpisodePhase.CLOSED, key, time);
  }

  private static Condition<Anomaly> edge(EpisodePhase phase, String key, Instant time) {
    return new Condition<>(
        anomaly ->
            anomaly.getPhase() == phase
                && anomaly.getKey().equals(key)
                && anomaly.getEventTime().equals(time),
        // the description is a format, and a key may hold a percent sign
        "%s",
        words(phase, key, time));
  }

  /** An anomaly in the words of the conditions, with its explanation. */
  static String describe(Anomaly anomaly) {
    return words(anomaly.getPhase(), anomaly.getKey(), anomaly.getEventTime())
        + " ("
        + anomaly.getExplanation()
        + ")";
  }

  private static String words(EpisodePhase phase, String key, Instant time) {
    return phase.name().toLowerCase(Locale.ROOT) + " " + key + " at " + time;
  }
}
