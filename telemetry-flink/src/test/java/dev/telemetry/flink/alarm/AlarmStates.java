package dev.telemetry.flink.alarm;

import dev.telemetry.alarm.AlarmLifecycle;
import dev.telemetry.alarm.AlarmMemory;
import dev.telemetry.alarm.AlarmPolicy;
import dev.telemetry.alarm.AlarmTimes;
import dev.telemetry.model.Severity;
import java.time.Duration;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Shows the package's own states to the tests of serializers. */
public final class AlarmStates {
  private AlarmStates() {}

  /** Raised three times, escalated once, the off-delay runs. */
  public static Object times() {
    AlarmPolicy policy =
        AlarmPolicy.plain()
            .returnAfter(Duration.ofSeconds(5))
            .chatteringAt(4, Duration.ofMinutes(1))
            .escalateTo(Severity.CRITICAL, Duration.ofSeconds(3));
    AlarmLifecycle lifecycle = AlarmLifecycle.of("alarms", policy);
    AlarmMemory memory = new AlarmMemory(Edges.source("pump-1"), new AlarmTimes(), null, null);
    for (int second = 10; second < 40; second += 10) {
      lifecycle.observe(memory, Edges.opened("pump-1", second));
      lifecycle.advance(memory, second * 1000 + 3000);
      lifecycle.observe(memory, Edges.closed("pump-1", second, second + 4));
      lifecycle.advance(memory, second < 30 ? second * 1000 + 9000 : 0);
    }
    return new SourceTimes(memory.times(), 39_000);
  }

  public static Object count() {
    StormCount count = new StormCount();
    count.add("anomalies|pump-1|threshold", Severity.WARNING, true);
    count.add("anomalies|pump-2|threshold", Severity.INFO, false);
    count.add("anomalies|pump-2|threshold", Severity.CRITICAL, true);
    count.updatesHeldBack = 5;
    return count;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // the state's class is not public
  public static TypeSerializer<Object> timesSerializer() {
    return (TypeSerializer) new SourceTimesSerializer();
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // the state's class is not public
  public static TypeSerializer<Object> countSerializer() {
    return (TypeSerializer) new StormCountSerializer();
  }
}
