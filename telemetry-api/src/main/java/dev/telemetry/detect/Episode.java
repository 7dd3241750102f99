package dev.telemetry.detect;

import dev.telemetry.detect.Verdict.Phase;
import dev.telemetry.model.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Turns "abnormal" and "back to normal" of single values into the opening, the escalation and the
 * closing of episodes, by the {@link EpisodeRules}. State: 63 bytes, 71 while open.
 */
final class Episode {
  private static final long NEVER = Long.MIN_VALUE;

  private boolean open;
  private long breachedMillis = NEVER;
  private long clearedMillis = NEVER;
  private long openedMillis = NEVER;
  private double peak = Double.NaN;
  private double peakExcess = Double.NEGATIVE_INFINITY;

  /** One bit for each of the last readings, the newest lowest: whether it was abnormal. */
  private long breaches;

  private long restUntilMillis = NEVER;
  private int restReadings;
  private @Nullable Severity severity;

  boolean isOpen() {
    return open;
  }

  long openMillis(long nowMillis) {
    return open ? nowMillis - openedMillis : 0;
  }

  Phase step(Judgement judgement, double value, long timeMillis, EpisodeRules rules) {
    return open
        ? stepOpen(judgement, value, timeMillis, rules)
        : stepClosed(judgement, value, timeMillis, rules);
  }

  private Phase stepClosed(Judgement judgement, double value, long timeMillis, EpisodeRules rules) {
    boolean resting = isResting(timeMillis);
    if (!isEnough(judgement.breached, rules)) {
      forget();
      return judgement.breached ? Phase.PENDING : Phase.NORMAL;
    }
    if (breachedMillis == NEVER) {
      forget();
      breachedMillis = timeMillis;
    }
    reach(judgement.excess, value);
    if (resting || timeMillis - breachedMillis < rules.onMillis) {
      return Phase.PENDING;
    }
    open = true;
    breaches = 0;
    openedMillis = timeMillis;
    severity = rules.severityOf(rules.severity, judgement, value, 0);
    return Phase.OPENED;
  }

  private boolean isResting(long timeMillis) {
    if (restReadings > 0) {
      restReadings--;
      return true;
    }
    return timeMillis < restUntilMillis;
  }

  private boolean isEnough(boolean breached, EpisodeRules rules) {
    long window = -1L >>> (EpisodeRules.MAX_OF_LAST - rules.ofLast);
    breaches = (breaches << 1 | (breached ? 1 : 0)) & window;
    return Long.bitCount(breaches) >= rules.enough;
  }

  private Phase stepOpen(Judgement judgement, double value, long timeMillis, EpisodeRules rules) {
    reach(judgement.excess, value);
    if (judgement.cleared) {
      if (clearedMillis == NEVER) {
        clearedMillis = timeMillis;
      }
      return timeMillis - clearedMillis < rules.offMillis ? Phase.OPEN : close(timeMillis, rules);
    }
    clearedMillis = NEVER;
    Severity before = severity == null ? rules.severity : severity;
    severity = rules.severityOf(before, judgement, value, openMillis(timeMillis));
    return severity == before ? Phase.OPEN : Phase.CHANGED;
  }

  /** Closes an open episode; its times, peak and severity stay readable until {@link #describe}. */
  Phase close(long timeMillis, EpisodeRules rules) {
    open = false;
    clearedMillis = NEVER;
    restUntilMillis = rules.restMillis > 0 ? timeMillis + rules.restMillis : NEVER;
    restReadings = rules.restReadings;
    return Phase.CLOSED;
  }

  /** Tells the verdict what is known of the episode. */
  void describe(Verdict verdict, Phase phase) {
    verdict.within(breachedMillis, openedMillis, peak);
    verdict.rated(severity);
    if (phase == Phase.CLOSED) {
      forget();
      severity = null;
    }
  }

  private void reach(double excess, double value) {
    if (excess > peakExcess) {
      peakExcess = excess;
      peak = value;
    }
  }

  private void forget() {
    // or an idle sensor keeps its breach for ever
    breachedMillis = NEVER;
    openedMillis = NEVER;
    peak = Double.NaN;
    peakExcess = Double.NEGATIVE_INFINITY;
  }

  /** Writes layout 2; layout 1 ended after the peak. */
  void writeTo(DataOutput out) throws IOException {
    out.writeBoolean(open);
    out.writeLong(breachedMillis);
    out.writeLong(clearedMillis);
    out.writeLong(openedMillis);
    out.writeDouble(peak);
    out.writeDouble(peakExcess);
    out.writeLong(breaches);
    out.writeLong(restUntilMillis);
    out.writeInt(restReadings);
    out.writeUTF(severity == null ? "" : severity.name());
  }

  void readFrom(DataInput in) throws IOException {
    readFrom(in, 2);
  }

  void readFrom(DataInput in, int layout) throws IOException {
    open = in.readBoolean();
    breachedMillis = in.readLong();
    clearedMillis = in.readLong();
    openedMillis = in.readLong();
    peak = in.readDouble();
    peakExcess = in.readDouble();
    if (layout == 1) {
      breaches = !open && breachedMillis != NEVER ? 1 : 0;
      return;
    }
    breaches = in.readLong();
    restUntilMillis = in.readLong();
    restReadings = in.readInt();
    String name = in.readUTF();
    severity = name.isEmpty() ? null : Severity.valueOf(name);
  }
}
