package dev.telemetry.flink.window;

import dev.telemetry.model.GridPoint;
import org.apache.flink.runtime.event.WatermarkEvent;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;

/**
 * Gives each point its own time as timestamp, and holds the watermark back by as much as points may
 * be delayed, so that none is late further on.
 */
final class GridOutput implements Output<StreamRecord<GridPoint>> {
  private final Output<StreamRecord<GridPoint>> output;
  private final long delayMillis;

  GridOutput(Output<StreamRecord<GridPoint>> output, long delayMillis) {
    this.output = output;
    this.delayMillis = delayMillis;
  }

  @Override
  public void collect(StreamRecord<GridPoint> point) {
    point.setTimestamp(point.getValue().getEventTime().toEpochMilli());
    output.collect(point);
  }

  @Override
  public void emitWatermark(Watermark mark) {
    long time = mark.getTimestamp();
    boolean isLast = time == Long.MAX_VALUE;
    if (isLast || time > Long.MIN_VALUE + delayMillis) {
      output.emitWatermark(isLast ? mark : new Watermark(time - delayMillis));
    }
  }

  @Override
  public <X> void collect(OutputTag<X> tag, StreamRecord<X> element) {
    output.collect(tag, element);
  }

  @Override
  public void emitWatermarkStatus(WatermarkStatus status) {
    output.emitWatermarkStatus(status);
  }

  @Override
  public void emitLatencyMarker(LatencyMarker marker) {
    output.emitLatencyMarker(marker);
  }

  @Override
  public void emitRecordAttributes(RecordAttributes attributes) {
    output.emitRecordAttributes(attributes);
  }

  @Override
  public void emitWatermark(WatermarkEvent event) {
    output.emitWatermark(event);
  }

  @Override
  public void close() {
    output.close();
  }
}
