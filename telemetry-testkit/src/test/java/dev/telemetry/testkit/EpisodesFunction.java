package dev.telemetry.testkit;

import dev.telemetry.model.Anomaly;
import dev.telemetry.model.EpisodePhase;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.Severity;
import java.time.Instant;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Opens an episode above 90, closes it below or after 60 s of event time; a guinea pig. */
final class EpisodesFunction extends KeyedProcessFunction<String, SensorReading, Anomaly> {
  static final OutputTag<String> REJECTED = new OutputTag<>("rejected", Types.STRING) {};
  private static final long TIMEOUT_MILLIS = 60_000;

  private transient ValueState<Long> openedAt;
  private transient Counter opened;
  private transient int readings;

  @Override
  public void open(OpenContext context) {
    openedAt = getRuntimeContext().getState(new ValueStateDescriptor<>("opened-at", Types.LONG));
    opened = getRuntimeContext().getMetricGroup().counter("opened");
  }

  @Override
  public void processElement(SensorReading reading, Context context, Collector<Anomaly> out)
      throws Exception {
    readings++;
    if (Double.isNaN(reading.getValue())) {
      context.output(REJECTED, "reading " + readings + " of this copy");
      return;
    }
    boolean high = reading.getValue() > 90;
    if (high && openedAt.value() == null) {
      openedAt.update(context.timestamp());
      opened.inc();
      context.timerService().registerEventTimeTimer(context.timestamp() + TIMEOUT_MILLIS);
      out.collect(edge(EpisodePhase.OPENED, reading.getSensorId(), context.timestamp()));
    } else if (!high && openedAt.value() != null) {
      context.timerService().deleteEventTimeTimer(openedAt.value() + TIMEOUT_MILLIS);
      openedAt.clear();
      out.collect(edge(EpisodePhase.CLOSED, reading.getSensorId(), context.timestamp()));
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Anomaly> out) {
    openedAt.clear();
    out.collect(edge(EpisodePhase.CLOSED, context.getCurrentKey(), timestamp));
  }

  static Anomaly edge(EpisodePhase phase, String key, long millis) {
    return Anomaly.newBuilder()
        .setId(key + phase + millis)
        .setEpisode(key)
        .setPhase(phase)
        .setOperator("episodes")
        .setKey(key)
        .setDetector("threshold")
        .setSeverity(Severity.WARNING)
        .setScore(1)
        .setEventTime(Instant.ofEpochMilli(millis))
        .setOpenedAt(Instant.ofEpochMilli(millis))
        .setObserved(91)
        .setPeak(91)
        .setExplanation("91 Cel is above 90 Cel")
        .build();
  }

  /** Keeps a type that only Kryo could serialize. */
  static final class Kryo extends KeyedProcessFunction<String, SensorReading, Anomaly> {
    @Override
    public void open(OpenContext context) {
      TypeInformation<Object> generic = TypeInformation.of(new TypeHint<Object>() {});
      getRuntimeContext().getState(new ValueStateDescriptor<>("anything", generic));
    }

    @Override
    public void processElement(SensorReading reading, Context context, Collector<Anomaly> out) {}
  }
}
