package dev.telemetry.flink.detect;

import dev.telemetry.detect.Detector;
import dev.telemetry.detect.StateFormat;
import dev.telemetry.detect.Verdict;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.jspecify.annotations.Nullable;

/**
 * What one rule remembers of a key's metric. The detector's own state is bytes until the rule next
 * judges: only then is it known by which detector to read them.
 */
final class RuledState {
  final String rule;
  final String metric;
  final String memory;

  /** Whether an opening was reported that no closing followed yet. */
  boolean reported;

  long lastMillis = Long.MIN_VALUE;
  double lastValue = Double.NaN;
  double peak = Double.NaN;
  private byte[] written = {};
  private @Nullable Live<?> live;

  RuledState(String rule, String metric, String memory) {
    this.rule = rule;
    this.metric = metric;
    this.memory = memory;
  }

  /** A detector with its state of this key. */
  private record Live<S>(Detector<S> detector, S state) {
    Verdict observe(double value, long timeMillis) {
      return detector.observe(state, value, timeMillis);
    }

    byte[] written() throws IOException {
      StateFormat<S> format = detector.stateFormat();
      DataOutputSerializer out = new DataOutputSerializer(256);
      out.writeByte(format.version());
      format.write(state, out);
      return out.getCopyOfBuffer();
    }
  }

  Verdict observe(Detector<?> detector, double value, long timeMillis) throws IOException {
    Live<?> current = live;
    if (current == null || current.detector() != detector) {
      current = started(detector);
      live = current;
    }
    lastMillis = timeMillis;
    lastValue = value;
    Verdict verdict = current.observe(value, timeMillis);
    if (verdict.raised()) {
      peak = verdict.peak();
    }
    return verdict;
  }

  /** Also of a detector whose settings have changed, by way of the bytes. */
  private <S> Live<S> started(Detector<S> detector) throws IOException {
    byte[] bytes = written();
    if (bytes.length == 0) {
      return new Live<>(detector, detector.newState());
    }
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    return new Live<>(detector, detector.stateFormat().read(in.readByte(), in));
  }

  private byte[] written() throws IOException {
    return live == null ? written : live.written();
  }

  void writeTo(DataOutput out) throws IOException {
    out.writeUTF(rule);
    out.writeUTF(metric);
    out.writeUTF(memory);
    out.writeBoolean(reported);
    out.writeLong(lastMillis);
    out.writeDouble(lastValue);
    out.writeDouble(peak);
    byte[] bytes = written();
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static RuledState readFrom(DataInput in) throws IOException {
    RuledState read = new RuledState(in.readUTF(), in.readUTF(), in.readUTF());
    read.reported = in.readBoolean();
    read.lastMillis = in.readLong();
    read.lastValue = in.readDouble();
    read.peak = in.readDouble();
    read.written = new byte[in.readInt()];
    in.readFully(read.written);
    return read;
  }

  RuledState copy() throws IOException {
    RuledState copy = new RuledState(rule, metric, memory);
    copy.reported = reported;
    copy.lastMillis = lastMillis;
    copy.lastValue = lastValue;
    copy.peak = peak;
    copy.written = written();
    return copy;
  }
}
