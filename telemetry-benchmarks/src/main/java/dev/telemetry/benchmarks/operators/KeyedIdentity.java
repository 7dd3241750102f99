package dev.telemetry.benchmarks.operators;

import dev.telemetry.model.SensorReading;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Hands on what comes, with a key. */
public final class KeyedIdentity
    extends KeyedProcessFunction<String, SensorReading, SensorReading> {
  private static final long serialVersionUID = 1;

  /** Makes the function. */
  public KeyedIdentity() {}

  @Override
  public void processElement(SensorReading reading, Context context, Collector<SensorReading> out) {
    out.collect(reading);
  }
}
