package dev.telemetry.testkit;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.streaming.api.graph.StreamConfig;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.InstantiationUtil;
import org.jspecify.annotations.Nullable;

/**
 * How to make the operator under test, as often as it is restored: from a serialized copy each
 * time, as a job does, so that no field of the tested instance carries over.
 */
record Blueprint<I, O>(
    OneInputStreamOperator<I, O> operator,
    @Nullable Keying<I, ?> keying,
    @Nullable StateBackend backend) {

  /** What the stream is keyed by. */
  record Keying<I, K>(KeySelector<I, K> selector, TypeInformation<K> type) {
    private void applyTo(OneInputStreamOperatorTestHarness<I, ?> harness) {
      StreamConfig config = harness.getStreamConfig();
      config.setStatePartitioner(0, selector);
      config.setStateKeySerializer(
          type.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
      config.serializeAllConfigs();
    }
  }

  boolean keyed() {
    return keying != null;
  }

  OneInputStreamOperatorTestHarness<I, O> build(MockEnvironment environment) throws Exception {
    OneInputStreamOperatorTestHarness<I, O> harness =
        new OneInputStreamOperatorTestHarness<>(copy(operator), environment);
    if (backend != null) {
      harness.setStateBackend(backend);
    }
    if (keying != null) {
      keying.applyTo(harness);
    }
    return harness;
  }

  private static <T extends Serializable> T copy(T original) {
    try {
      return InstantiationUtil.clone(original);
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalArgumentException(
          "the operator must be serializable, as Flink ships it so: " + original, e);
    }
  }
}
