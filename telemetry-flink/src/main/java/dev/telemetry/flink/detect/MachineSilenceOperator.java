package dev.telemetry.flink.detect;

import dev.telemetry.model.Anomaly;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;

/** Tells the function when it began, which Flink tells no function. */
final class MachineSilenceOperator
    extends KeyedCoProcessOperator<String, Anomaly, String, Anomaly> {
  private static final long serialVersionUID = 1;

  MachineSilenceOperator(MachineSilenceFunction function) {
    super(function);
  }

  @Override
  public void open() throws Exception {
    super.open();
    ((MachineSilenceFunction) getUserFunction())
        .begin(getProcessingTimeService().getCurrentProcessingTime());
  }
}
