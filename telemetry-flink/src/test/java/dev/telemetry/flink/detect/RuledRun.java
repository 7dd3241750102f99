package dev.telemetry.flink.detect;

import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.DetectorRule;
import dev.telemetry.model.RuleRejection;
import dev.telemetry.model.SensorReading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/**
 * Detection by rules in several subtasks, in Flink's harness. Each restart is from a savepoint in
 * the canonical format and may change the parallelism and the backend; the rules' watermark then
 * has to come again.
 */
@SuppressWarnings("try") // Flink's close() may be interrupted
final class RuledRun implements AutoCloseable {
  private static final int MOST = 8;

  private final RuledDetection<SensorReading> detection;
  private final List<
          KeyedTwoInputStreamOperatorTestHarness<String, SensorReading, DetectorRule, Anomaly>>
      subtasks = new ArrayList<>();
  private final List<Anomaly> anomalies = new ArrayList<>();
  private final List<Anomaly> shadows = new ArrayList<>();
  private final List<SensorReading> late = new ArrayList<>();
  private final List<RuleRejection> rejections = new ArrayList<>();
  private @Nullable OperatorSubtaskState saved;
  private int lastParallelism;
  private long savepoints;

  RuledRun(RuledDetection<SensorReading> detection) {
    this.detection = detection;
  }

  /** In one subtask, the rules given and complete. */
  static RuledRun with(RuledDetection<SensorReading> detection, DetectorRule... rules)
      throws Exception {
    RuledRun run = new RuledRun(detection).start(1, new HashMapStateBackend());
    return run.rules(rules).rulesComplete();
  }

  static DetectorRule rule(String id, int version, String detector, Map<String, String> settings) {
    return ruleBuilder(id, version, detector, settings).build();
  }

  static DetectorRule.Builder ruleBuilder(
      String id, int version, String detector, Map<String, String> settings) {
    return DetectorRule.newBuilder()
        .setId(id)
        .setVersion(version)
        .setDetector(detector)
        .setParameters(settings)
        .setChangedAt(Instant.EPOCH);
  }

  RuledRun start(int parallelism, StateBackend backend) throws Exception {
    for (int i = 0; i < parallelism; i++) {
      subtasks.add(started(parallelism, i, backend));
    }
    lastParallelism = parallelism;
    return this;
  }

  private KeyedTwoInputStreamOperatorTestHarness<String, SensorReading, DetectorRule, Anomaly>
      started(int parallelism, int index, StateBackend backend) throws Exception {
    var operator =
        new CoBroadcastWithKeyedOperator<>(
            detection.<String>build("anomalies"), List.of(RuledDetection.RULES));
    var harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            operator, SensorReading::getSensorId, null, Types.STRING, MOST, parallelism, index);
    harness.setStateBackend(backend);
    harness.setup(
        RecordTypeInfo.ofRecord(Anomaly.class).createSerializer(new SerializerConfigImpl()));
    harness.initializeState(
        saved == null
            ? null
            : AbstractStreamOperatorTestHarness.repartitionOperatorState(
                saved, MOST, lastParallelism, parallelism, index));
    harness.open();
    return harness;
  }

  RuledRun rules(DetectorRule... rules) throws Exception {
    for (DetectorRule rule : rules) {
      for (var subtask : subtasks) {
        subtask.processElement2(new StreamRecord<>(rule));
      }
    }
    return this;
  }

  RuledRun rulesComplete() throws Exception {
    for (var subtask : subtasks) {
      subtask.processWatermark2(Watermark.MAX_WATERMARK);
    }
    return this;
  }

  RuledRun reads(Iterable<SensorReading> readings) throws Exception {
    for (SensorReading reading : readings) {
      int subtask =
          KeyGroupRangeAssignment.assignKeyToParallelOperator(
              reading.getSensorId(), MOST, subtasks.size());
      subtasks
          .get(subtask)
          .processElement1(new StreamRecord<>(reading, reading.getEventTime().toEpochMilli()));
    }
    return this;
  }

  RuledRun watermark(long seconds) throws Exception {
    for (var subtask : subtasks) {
      subtask.processWatermark1(new Watermark(seconds * 1_000));
    }
    return this;
  }

  /** Reads, and judges all of it. */
  RuledRun judges(List<SensorReading> readings) throws Exception {
    reads(readings);
    return watermark(readings.get(readings.size() - 1).getEventTime().getEpochSecond());
  }

  RuledRun restart(int parallelism, StateBackend backend) throws Exception {
    savepoints++;
    SavepointType canonical = SavepointType.savepoint(SavepointFormatType.CANONICAL);
    OperatorSubtaskState[] states = new OperatorSubtaskState[subtasks.size()];
    for (int i = 0; i < states.length; i++) {
      states[i] =
          subtasks
              .get(i)
              .snapshotWithLocalState(savepoints, savepoints, canonical)
              .getJobManagerOwnedState();
    }
    close();
    saved = AbstractStreamOperatorTestHarness.repackageState(states);
    return start(parallelism, backend);
  }

  List<Anomaly> anomalies() {
    collect();
    return List.copyOf(anomalies);
  }

  List<String> ids() {
    return anomalies().stream().map(Anomaly::getId).toList();
  }

  List<Anomaly> shadows() {
    collect();
    return List.copyOf(shadows);
  }

  List<SensorReading> late() {
    collect();
    return List.copyOf(late);
  }

  List<RuleRejection> rejections() {
    collect();
    return List.copyOf(rejections);
  }

  private void collect() {
    for (var subtask : subtasks) {
      anomalies.addAll(subtask.extractOutputValues());
      subtask.getOutput().clear();
      drain(subtask.getSideOutput(RuledDetection.SHADOWS), shadows);
      drain(subtask.getSideOutput(DetectAnomalies.LATE), late);
      drain(subtask.getSideOutput(RuledDetection.REJECTED_RULES), rejections);
    }
  }

  private static <X> void drain(java.util.@Nullable Queue<StreamRecord<X>> from, List<X> into) {
    while (from != null && !from.isEmpty()) {
      into.add(from.poll().getValue());
    }
  }

  @Override
  public void close() throws Exception {
    collect();
    for (var subtask : subtasks) {
      subtask.close();
    }
    subtasks.clear();
  }
}
