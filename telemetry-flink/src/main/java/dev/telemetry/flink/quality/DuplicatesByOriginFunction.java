package dev.telemetry.flink.quality;

import dev.telemetry.flink.quality.EpochWindow.Arrival;
import dev.telemetry.flink.type.Originated;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Loss;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.RejectionReason;
import dev.telemetry.model.SensorReading;
import java.util.Iterator;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** The Flink shell of the filter by origin: a window for each epoch of a device. */
final class DuplicatesByOriginFunction
    extends KeyedProcessFunction<String, Originated<SensorReading>, SensorReading>
    implements ResultTypeQueryable<SensorReading> {
  private static final long serialVersionUID = 1;

  private final long lostAfterMillis;
  private final long forgetAfterMillis;
  private transient MapState<Long, EpochWindow> windows;
  private transient EpochRows rows;
  private transient Counter accepted;
  private transient Counter rejected;
  private transient Counter unknown;
  private transient Counter found;
  private transient Counter withoutOrigin;
  private transient Counter lost;

  @SuppressWarnings("NullAway.Init") // open() fills the transient fields
  DuplicatesByOriginFunction(long lostAfterMillis, long forgetAfterMillis) {
    this.lostAfterMillis = lostAfterMillis;
    this.forgetAfterMillis = forgetAfterMillis;
  }

  @Override
  public void open(OpenContext context) {
    MetricGroup metrics = getRuntimeContext().getMetricGroup();
    accepted = metrics.counter("accepted");
    rejected = metrics.counter("rejected");
    unknown = metrics.counter("unknown");
    found = metrics.counter("found");
    withoutOrigin = metrics.counter("withoutOrigin");
    lost = metrics.counter("lost");
    windows =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "epochs", LongSerializer.INSTANCE, new EpochWindowSerializer()));
    rows =
        new EpochRows(
            getRuntimeContext()
                .getMapState(
                    new MapStateDescriptor<>(
                        "rows",
                        Types.TUPLE(Types.LONG, Types.LONG),
                        PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO)));
  }

  @Override
  public void processElement(
      Originated<SensorReading> reading, Context context, Collector<SensorReading> out)
      throws Exception {
    if (reading.device() == null) {
      withoutOrigin.inc();
      accept(reading, out);
      return;
    }
    switch (judge(reading, context)) {
      case NEW -> accept(reading, out);
      case FOUND -> {
        found.inc();
        accept(reading, out);
      }
      case UNKNOWN -> {
        unknown.inc();
        accept(reading, out);
      }
      case DUPLICATE -> reject(reading, context);
    }
  }

  private void accept(Originated<SensorReading> reading, Collector<SensorReading> out) {
    accepted.inc();
    out.collect(reading.value());
  }

  private void reject(Originated<SensorReading> reading, Context context) {
    rejected.inc();
    String detail =
        "sequence %d of epoch %016x of %s came before"
            .formatted(reading.sequence(), reading.epoch(), reading.device());
    context.output(
        Duplicates.REJECTED, new Rejected(reading.value(), RejectionReason.DUPLICATE, detail));
  }

  private Arrival judge(Originated<SensorReading> reading, Context context) throws Exception {
    long epoch = reading.epoch();
    TimerService timers = context.timerService();
    EpochWindow window = windows.get(epoch);
    if (window == null) {
      window = new EpochWindow();
      timers.registerEventTimeTimer(Long.MAX_VALUE);
      wakeLater(timers);
    }
    Arrival arrival = window.add(reading.sequence(), rows.of(epoch), lossesOf(epoch, context));
    window.touchedMillis = timers.currentProcessingTime();
    windows.put(epoch, window);
    return arrival;
  }

  /** At times that all share, so that a second call changes nothing. */
  private void wakeLater(TimerService timers) {
    long now = timers.currentProcessingTime();
    timers.registerProcessingTimeTimer((now / lostAfterMillis + 1) * lostAfterMillis);
  }

  private EpochWindow.Losses lossesOf(long epoch, Context context) {
    return (first, last, count) -> {
      lost.inc(count);
      context.output(
          DuplicatesByOrigin.LOSSES, new Loss(context.getCurrentKey(), epoch, first, last, count));
    };
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<SensorReading> out)
      throws Exception {
    TimerService timers = context.timerService();
    // also where a batch ends a key, and calls every timer
    boolean ended = timers.currentWatermark() == Long.MAX_VALUE;
    Iterator<Map.Entry<Long, EpochWindow>> epochs = windows.iterator();
    while (epochs.hasNext()) {
      wake(epochs, ended, context);
    }
    if (windows.isEmpty()) {
      windows.clear(); // or the heap keeps an empty map
      timers.deleteEventTimeTimer(Long.MAX_VALUE);
    } else if (!ended) {
      timers.registerEventTimeTimer(Long.MAX_VALUE);
      wakeLater(timers);
    } else if (context.timeDomain() == TimeDomain.EVENT_TIME) {
      wakeLater(timers); // for a job that was drained and goes on from its savepoint
    }
  }

  private void wake(
      Iterator<Map.Entry<Long, EpochWindow>> epochs, boolean ended, OnTimerContext context)
      throws Exception {
    Map.Entry<Long, EpochWindow> entry = epochs.next();
    EpochWindow window = entry.getValue();
    EpochRows own = rows.of(entry.getKey());
    EpochWindow.Losses losses = lossesOf(entry.getKey(), context);
    if (isForgotten(window, context.timerService())) {
      window.end(own, losses);
      window.clear(own);
      epochs.remove();
      return;
    }
    if (ended) {
      window.end(own, losses);
    } else {
      window.tick(own, losses);
    }
    entry.setValue(window);
  }

  private boolean isForgotten(EpochWindow window, TimerService timers) {
    return timers.currentProcessingTime() - window.touchedMillis >= forgetAfterMillis;
  }

  @Override
  public TypeInformation<SensorReading> getProducedType() {
    return RecordTypeInfo.ofRecord(SensorReading.class);
  }
}
