package dev.telemetry.testkit;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Says when a key was silent for 10 s of processing time; a guinea pig. */
final class SilenceFunction extends KeyedProcessFunction<String, String, String> {
  private transient boolean open;

  @Override
  public void open(OpenContext context) {
    open = true;
  }

  @Override
  public void processElement(String text, Context context, Collector<String> out) {
    long now = context.timerService().currentProcessingTime();
    context.timerService().registerProcessingTimeTimer(now + 10_000);
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<String> out) {
    if (open) {
      out.collect(context.getCurrentKey() + " is silent at " + time);
    }
  }
}
