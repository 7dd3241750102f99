package dev.telemetry.flink.detect;

import dev.telemetry.model.DetectorRule;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Makes the last watermark of the rules an idle stream. While all sensors pause, an operator with
 * two inputs goes by the other one: at the end of time, every reading that comes later would be
 * late.
 */
final class RulesReadOperator extends AbstractStreamOperator<DetectorRule>
    implements OneInputStreamOperator<DetectorRule, DetectorRule> {
  private static final long serialVersionUID = 1;

  @Override
  public void processElement(StreamRecord<DetectorRule> element) {
    output.collect(element);
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    if (mark.getTimestamp() == Long.MAX_VALUE) {
      output.emitWatermarkStatus(WatermarkStatus.IDLE);
    } else {
      super.processWatermark(mark);
    }
  }
}
