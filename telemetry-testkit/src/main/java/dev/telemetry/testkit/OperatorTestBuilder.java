package dev.telemetry.testkit;

import static java.util.Objects.requireNonNull;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.api.java.typeutils.TypeExtractor;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.jspecify.annotations.Nullable;

/**
 * An operator test that does not know yet what its stream is keyed by.
 *
 * @param <I> the type of the records that the operator reads
 * @param <O> the type of the records that it emits
 */
public final class OperatorTestBuilder<I, O> {
  private final OneInputStreamOperator<I, O> operator;
  private final @Nullable StateBackend backend;

  OperatorTestBuilder(OneInputStreamOperator<I, O> operator, @Nullable StateBackend backend) {
    this.operator = operator;
    this.backend = backend;
  }

  /**
   * Keeps state in another backend than the heap's; close the test then.
   *
   * @param newBackend the state backend
   * @return a test on that backend
   */
  public OperatorTestBuilder<I, O> on(StateBackend newBackend) {
    return new OperatorTestBuilder<>(operator, requireNonNull(newBackend, "backend"));
  }

  /**
   * Keys the stream by a type that Flink finds out by itself.
   *
   * @param selector takes the key from a record
   * @param <K> the type of the key
   * @return the test
   */
  public <K> OperatorTest<I, O> keyedBy(KeySelector<I, K> selector) {
    return keyedBy(selector, TypeExtractor.getKeySelectorTypes(selector, null));
  }

  /**
   * Keys the stream.
   *
   * @param selector takes the key from a record
   * @param type the type of the key
   * @param <K> the type of the key
   * @return the test
   */
  public <K> OperatorTest<I, O> keyedBy(KeySelector<I, K> selector, TypeInformation<K> type) {
    return new OperatorTest<>(
        new Blueprint<>(operator, new Blueprint.Keying<>(selector, type), backend));
  }

  /**
   * Runs the operator on a stream without keys.
   *
   * @return the test
   */
  public OperatorTest<I, O> unkeyed() {
    return new OperatorTest<>(new Blueprint<>(operator, null, backend));
  }
}
