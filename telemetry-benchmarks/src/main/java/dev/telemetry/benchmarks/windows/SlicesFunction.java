package dev.telemetry.benchmarks.windows;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Adds each reading to a slice; each timer merges the slices of the windows that end. */
final class SlicesFunction extends KeyedProcessFunction<String, PojoReading, PojoResult> {
  private static final long serialVersionUID = 1;

  private final Summaries summaries;
  private final ArrayList<WindowKind> kinds;
  private final long sliceMillis;
  private final long largestMillis;

  @SuppressWarnings("NullAway.Init") // filled by open()
  private transient MapState<Long, Summary> slices;

  SlicesFunction(List<WindowKind> kinds, Summaries summaries) {
    this.summaries = summaries;
    this.kinds = new ArrayList<>(kinds);
    this.sliceMillis = kinds.stream().mapToLong(WindowKind::slide).min().orElseThrow();
    this.largestMillis = kinds.stream().mapToLong(WindowKind::size).max().orElseThrow();
  }

  @Override
  public void open(OpenContext context) {
    slices =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("slices", Types.LONG, summaries.type()));
  }

  @Override
  public void processElement(PojoReading reading, Context context, Collector<PojoResult> out)
      throws Exception {
    long time = reading.eventTime;
    long slice = Math.floorDiv(time, sliceMillis) * sliceMillis;
    Summary summary = slices.get(slice);
    if (summary == null) {
      summary = summaries.create();
      setTimers(Math.max(slice, context.timerService().currentWatermark() + 1), context);
    }
    summary.add(reading.value, time);
    slices.put(slice, summary);
  }

  private void setTimers(long from, Context context) {
    for (WindowKind kind : kinds) {
      context.timerService().registerEventTimeTimer(kind.firstEnd(from) - 1);
    }
  }

  @Override
  public void onTimer(long timeMillis, OnTimerContext context, Collector<PojoResult> out)
      throws Exception {
    long end = timeMillis + 1;
    for (WindowKind kind : kinds) {
      if (end % kind.slide() == 0) {
        close(kind, end, context, out);
      }
    }
    slices.remove(end - largestMillis);
  }

  private void close(WindowKind kind, long end, OnTimerContext context, Collector<PojoResult> out)
      throws Exception {
    Summary total = summaries.create();
    for (long slice = end - kind.size(); slice < end; slice += sliceMillis) {
      @Nullable Summary part = slices.get(slice);
      if (part != null) {
        total.merge(part);
      }
    }
    if (total.count > 0) {
      out.collect(PojoResult.of(context.getCurrentKey(), total, end - kind.size(), end));
      context.timerService().registerEventTimeTimer(end + kind.slide() - 1);
    }
  }
}
