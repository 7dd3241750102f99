package dev.telemetry.testkit;

import dev.telemetry.topic.TrustedRecords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.runtime.event.WatermarkEvent;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;

/**
 * All that an operator under test has emitted, over all of its attempts. Flink's own mock output
 * would need a serializer for the records, and knows none for Avro without flink-avro.
 */
final class Emissions {
  private static final String MAIN = "main output";

  /** The records of one output, and how many of them an expectation has looked at already. */
  private static final class Channel {
    private final List<Object> records = new ArrayList<>();
    private int checked;

    List<Object> unchecked() {
      List<Object> fresh = List.copyOf(records.subList(checked, records.size()));
      checked = records.size();
      return fresh;
    }
  }

  private final Map<String, Channel> channels = new HashMap<>();

  List<Object> main() {
    return List.copyOf(channel(MAIN).records);
  }

  List<Object> side(OutputTag<?> tag) {
    return List.copyOf(channel(name(tag)).records);
  }

  /** What came on the main output since the last call. */
  List<Object> uncheckedMain() {
    return channel(MAIN).unchecked();
  }

  /** What came on the side output since the last call. */
  List<Object> uncheckedSide(OutputTag<?> tag) {
    return channel(name(tag)).unchecked();
  }

  static String name(OutputTag<?> tag) {
    return "side output " + tag.getId();
  }

  static String mainName() {
    return MAIN;
  }

  private Channel channel(String name) {
    return channels.computeIfAbsent(name, unknown -> new Channel());
  }

  private void add(String channel, Object value) {
    channel(channel).records.add(copied(value));
  }

  /** A record that the operator goes on to change must not change what it has emitted. */
  private static Object copied(Object value) {
    if (value instanceof SpecificRecord avro) {
      TrustedRecords.trust(avro.getClass());
      return SpecificData.getForClass(avro.getClass()).deepCopy(avro.getSchema(), avro);
    }
    return value;
  }

  /** The output of one attempt; what a closed attempt says does not count. */
  final class Of<O> implements Output<StreamRecord<O>> {
    private boolean muted;

    void mute() {
      muted = true;
    }

    @Override
    public void collect(StreamRecord<O> record) {
      if (!muted) {
        add(MAIN, record.getValue());
      }
    }

    @Override
    public <X> void collect(OutputTag<X> tag, StreamRecord<X> record) {
      if (!muted) {
        add(name(tag), record.getValue());
      }
    }

    @Override
    public void emitWatermark(Watermark watermark) {}

    @Override
    public void emitWatermark(WatermarkEvent watermark) {}

    @Override
    public void emitWatermarkStatus(WatermarkStatus status) {}

    @Override
    public void emitLatencyMarker(LatencyMarker marker) {}

    @Override
    public void emitRecordAttributes(RecordAttributes attributes) {}

    @Override
    public void close() {}
  }
}
