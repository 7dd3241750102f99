package dev.telemetry.flink.detect;

import dev.telemetry.model.Anomaly;
import java.util.Set;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.SimpleTimerService;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;

/**
 * Watches the expected keys from the start, each on the subtask that its readings would come to,
 * which a function cannot do: it sees a key only with its first record.
 */
final class SilenceOperator<T> extends KeyedProcessOperator<String, T, Anomaly> {
  private static final long serialVersionUID = 1;
  private static final String TIMERS_OF_FUNCTION = "user-timers";

  private final Set<String> expected;

  SilenceOperator(SilenceFunction<T> function, Set<String> expected) {
    super(function);
    this.expected = expected;
  }

  @Override
  public void open() throws Exception {
    super.open();
    SilenceFunction<T> function = (SilenceFunction<T>) getUserFunction();
    TimerService timers = timers();
    function.begin(timers);
    for (String key : expected) {
      if (isOurs(key)) {
        setCurrentKey(key);
        function.expect(timers);
      }
    }
  }

  private TimerService timers() {
    InternalTimerService<VoidNamespace> timers =
        getInternalTimerService(TIMERS_OF_FUNCTION, VoidNamespaceSerializer.INSTANCE, this);
    return new SimpleTimerService(timers);
  }

  private boolean isOurs(String key) {
    TaskInfo task = getRuntimeContext().getTaskInfo();
    return task.getIndexOfThisSubtask()
        == KeyGroupRangeAssignment.assignKeyToParallelOperator(
            key, task.getMaxNumberOfParallelSubtasks(), task.getNumberOfParallelSubtasks());
  }
}
