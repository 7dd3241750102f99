package dev.telemetry.flink.time;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds event times that run ahead, before they can drag a watermark along.
 *
 * <p>Live, a reading may be at most so far past the clock: the broker's, where it stamps the
 * records (then reading the topic again decides the same), else this machine's. In a recording,
 * which says nothing of the clock, a reading may be at most so far past the others of its
 * partition; when the next one confirms it, the recording really jumps, and only the first reading
 * after the jump was refused.
 *
 * <p>State: 17 bytes per partition read, not checkpointed: after a restart the first reading sets
 * the front of a recording anew.
 */
public final class ClockGuard implements Serializable {
  private static final long serialVersionUID = 1;

  private final long maxAheadMillis;
  private final boolean recording;
  private transient @Nullable Map<Integer, Front> fronts;

  private static final class Front {
    long accepted;
    long refused = Long.MIN_VALUE;

    Front(long accepted) {
      this.accepted = accepted;
    }
  }

  private ClockGuard(long maxAheadMillis, boolean recording) {
    this.maxAheadMillis = maxAheadMillis;
    this.recording = recording;
  }

  /**
   * Judges by the clock.
   *
   * @param maxAhead how far past the clock a reading may be, not negative
   * @return the guard
   */
  public static ClockGuard live(Duration maxAhead) {
    return new ClockGuard(checked(maxAhead, "maxAhead"), false);
  }

  /**
   * Judges by the other readings of the partition.
   *
   * @param maxJump how far past all others before it a reading may be, not negative
   * @return the guard
   */
  public static ClockGuard recording(Duration maxJump) {
    return new ClockGuard(checked(maxJump, "maxJump"), true);
  }

  private static long checked(Duration duration, String name) {
    requireNonNull(duration, name);
    if (duration.isNegative()) {
      throw new IllegalArgumentException(name + " must not be negative, was " + duration);
    }
    return duration.toMillis();
  }

  /**
   * Whether a reading runs ahead.
   *
   * @param eventMillis its event time
   * @param clockMillis what the clock says
   * @param partition that it was read from
   * @return true to refuse it
   */
  public boolean isAhead(long eventMillis, long clockMillis, int partition) {
    return recording ? jumpsAhead(eventMillis, partition) : eventMillis > reach(clockMillis);
  }

  private boolean jumpsAhead(long eventMillis, int partition) {
    if (fronts == null) {
      fronts = new HashMap<>();
    }
    Front front = fronts.computeIfAbsent(partition, unused -> new Front(eventMillis));
    boolean plausible = eventMillis <= reach(front.accepted) || confirms(eventMillis, front);
    front.refused = plausible ? Long.MIN_VALUE : eventMillis;
    if (plausible) {
      front.accepted = Math.max(front.accepted, eventMillis);
    }
    return !plausible;
  }

  /** A reading beside the one just refused: two clocks seldom err alike, so the recording jumps. */
  private boolean confirms(long eventMillis, Front front) {
    return front.refused != Long.MIN_VALUE
        && eventMillis <= reach(front.refused)
        && reach(eventMillis) >= front.refused;
  }

  private long reach(long millis) {
    return millis > Long.MAX_VALUE - maxAheadMillis ? Long.MAX_VALUE : millis + maxAheadMillis;
  }

  /**
   * Says why a reading was refused.
   *
   * @param eventMillis its event time
   * @param clockMillis what the clock said
   * @return a sentence
   */
  public String explain(long eventMillis, long clockMillis) {
    Duration bound = Duration.ofMillis(maxAheadMillis);
    return recording
        ? "%s is more than %s past the readings before it"
            .formatted(Instant.ofEpochMilli(eventMillis), bound)
        : "%s is more than %s past the clock, %s"
            .formatted(Instant.ofEpochMilli(eventMillis), bound, Instant.ofEpochMilli(clockMillis));
  }
}
