package dev.telemetry.flink.quality;

import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.RejectionReason;
import dev.telemetry.model.SensorReading;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** The Flink shell of the duplicate filter. */
final class DuplicatesFunction<K> extends KeyedProcessFunction<K, SensorReading, SensorReading>
    implements ResultTypeQueryable<SensorReading> {
  private static final long serialVersionUID = 1;
  private static final Duration FORGET_AFTER = Duration.ofDays(7);

  private transient ValueState<SequenceWindow> windows;
  private transient Counter accepted;
  private transient Counter rejected;

  @SuppressWarnings("NullAway.Init") // open() fills the transient fields
  DuplicatesFunction() {}

  @Override
  public void open(OpenContext context) {
    accepted = getRuntimeContext().getMetricGroup().counter("accepted");
    rejected = getRuntimeContext().getMetricGroup().counter("rejected");
    var descriptor = new ValueStateDescriptor<>("sequence", new SequenceWindowSerializer());
    descriptor.enableTimeToLive(StateTtlConfig.newBuilder(FORGET_AFTER).build());
    windows = getRuntimeContext().getState(descriptor);
  }

  @Override
  public void processElement(SensorReading reading, Context context, Collector<SensorReading> out)
      throws Exception {
    Long sequence = reading.getSequence();
    if (sequence == null || isNew(sequence, reading)) {
      accepted.inc();
      out.collect(reading);
      return;
    }
    rejected.inc();
    String detail = "sequence number " + sequence + " came before";
    context.output(Duplicates.REJECTED, new Rejected(reading, RejectionReason.DUPLICATE, detail));
  }

  private boolean isNew(long sequence, SensorReading reading) throws Exception {
    SequenceWindow window = windows.value();
    if (window == null) {
      window = new SequenceWindow();
    }
    boolean isNew = window.add(sequence, reading.getEventTime().toEpochMilli());
    windows.update(window);
    return isNew;
  }

  @Override
  public TypeInformation<SensorReading> getProducedType() {
    return RecordTypeInfo.ofRecord(SensorReading.class);
  }
}
