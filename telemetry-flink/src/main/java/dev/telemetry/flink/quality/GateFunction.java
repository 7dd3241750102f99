package dev.telemetry.flink.quality;

import static java.util.Objects.requireNonNull;

import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.RejectionReason;
import dev.telemetry.model.SensorReading;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** The Flink shell of the gate: asks the rules, counts, emits. */
final class GateFunction extends ProcessFunction<SensorReading, SensorReading>
    implements ResultTypeQueryable<SensorReading> {
  private static final long serialVersionUID = 1;

  private final GateRules rules;
  private transient Counter accepted;
  private transient Counter rejected;
  private transient Map<RejectionReason, Counter> rejectedFor;

  @SuppressWarnings("NullAway.Init") // open() fills the transient fields
  GateFunction(GateRules rules) {
    this.rules = rules;
  }

  @Override
  public void open(OpenContext context) {
    MetricGroup metrics = getRuntimeContext().getMetricGroup();
    accepted = metrics.counter("accepted");
    rejected = metrics.counter("rejected");
    rejectedFor = new EnumMap<>(RejectionReason.class);
    for (RejectionReason reason : RejectionReason.values()) {
      rejectedFor.put(reason, metrics.counter("rejected." + reason));
    }
  }

  @Override
  public void processElement(SensorReading reading, Context context, Collector<SensorReading> out) {
    RejectionReason reason = rules.judge(reading);
    if (reason == null) {
      accepted.inc();
      out.collect(reading);
      return;
    }
    rejected.inc();
    requireNonNull(rejectedFor.get(reason)).inc();
    context.output(Gate.REJECTED, new Rejected(reading, reason, rules.explain(reading, reason)));
  }

  @Override
  public TypeInformation<SensorReading> getProducedType() {
    return RecordTypeInfo.ofRecord(SensorReading.class);
  }
}
