package dev.telemetry.benchmarks.operators;

import dev.telemetry.model.SensorReading;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Hands on what comes. */
final class Identity extends ProcessFunction<SensorReading, SensorReading> {
  private static final long serialVersionUID = 1;

  @Override
  public void processElement(SensorReading reading, Context context, Collector<SensorReading> out) {
    out.collect(reading);
  }
}
