package dev.telemetry.flink.window;

import dev.telemetry.model.GridPoint;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;

/** Runs the function behind a {@link GridOutput}, which a function cannot do by itself. */
final class ResampleOperator<K, T> extends KeyedProcessOperator<K, T, GridPoint> {
  private static final long serialVersionUID = 1;

  private final long delayMillis;

  ResampleOperator(KeyedProcessFunction<K, T, GridPoint> function, long delayMillis) {
    super(function);
    this.delayMillis = delayMillis;
  }

  @Override
  public void open() throws Exception {
    output = new GridOutput(output, delayMillis);
    super.open();
  }
}
