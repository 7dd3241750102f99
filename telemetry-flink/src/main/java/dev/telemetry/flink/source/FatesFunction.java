package dev.telemetry.flink.source;

import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;

/** Sends each fate to its output and counts it. */
final class FatesFunction<T> extends ProcessFunction<Either<T, Either<Quarantined, Rejected>>, T> {
  private static final long serialVersionUID = 1;

  /** A plant of wrong clocks must not flood the metrics system. */
  private static final int MAX_SENSORS = 1_000;

  /** No gate has seen these ids: one may be as long as a record. */
  private static final int MAX_ID_LENGTH = 255;

  private transient MetricGroup metrics;
  private transient Counter read;
  private transient Counter decoded;
  private transient Counter quarantined;
  private transient Counter aheadOfTime;
  private transient Map<String, Counter> aheadBySensor;

  @SuppressWarnings("NullAway.Init") // open() fills the transient fields
  FatesFunction() {}

  @Override
  public void open(OpenContext context) {
    metrics = getRuntimeContext().getMetricGroup();
    read = metrics.counter("read");
    decoded = metrics.counter("decoded");
    quarantined = metrics.counter("quarantined");
    aheadOfTime = metrics.counter("aheadOfTime");
    aheadBySensor = new HashMap<>();
  }

  @Override
  public void processElement(
      Either<T, Either<Quarantined, Rejected>> fate, Context context, Collector<T> out) {
    read.inc();
    if (fate.isLeft()) {
      decoded.inc();
      out.collect(fate.left());
      return;
    }
    Either<Quarantined, Rejected> refused = fate.right();
    if (refused.isLeft()) {
      quarantined.inc();
      context.output(Fates.QUARANTINED, refused.left());
    } else {
      aheadOfTime.inc();
      countBySensor(refused.right().getReading().getSensorId());
      context.output(Fates.REJECTED, refused.right());
    }
  }

  private void countBySensor(String sensorId) {
    if (sensorId.length() > MAX_ID_LENGTH) {
      return;
    }
    if (aheadBySensor.size() < MAX_SENSORS || aheadBySensor.containsKey(sensorId)) {
      aheadBySensor
          .computeIfAbsent(
              sensorId, id -> metrics.addGroup("sensor", id).counter("aheadOfTimeBySensor"))
          .inc();
    }
  }
}
