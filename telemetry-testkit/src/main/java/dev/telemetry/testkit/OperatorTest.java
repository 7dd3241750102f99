package dev.telemetry.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.util.OutputTag;
import org.assertj.core.api.Condition;

/**
 * Tests one Flink operator without a cluster and without waiting. Steps act at once, in the order
 * in which they are written. An expectation covers all that came on its output since the previous
 * one, in order, and throws an {@link AssertionError} that shows both sides.
 *
 * <pre>{@code
 * OperatorTest.of(function).keyedBy(SensorReading::getSensorId)
 *     .reads(sensor("pump-1").at(0).value(89), sensor("pump-1").at(1).value(91))
 *     .snapshotAndRestore()
 *     .reads(sensor("pump-1").at(2).value(80))
 *     .emits(opened("pump-1", at(1)), closed("pump-1", at(2)))
 *     .leavesNoTimers();
 * }</pre>
 *
 * <p>Event time moves only when a {@link #watermark} says so, processing time only when {@link
 * #processingTime} does. Generic types (Kryo) are off. What the operator throws is thrown by the
 * step that caused it; a checked exception is wrapped in an {@link IllegalStateException}. Close
 * the test only where the operator holds something to release, or on another state backend.
 *
 * @param <I> the type of the records that the operator reads
 * @param <O> the type of the records that it emits
 */
public final class OperatorTest<I, O> implements AutoCloseable {
  private final OperatorRun<I, O> run;
  private ToLongFunction<? super I> timestamps = OperatorRun::eventTimeOf;

  OperatorTest(Blueprint<I, O> blueprint) {
    run = new OperatorRun<>(blueprint);
  }

  /**
   * Tests a function for keyed streams.
   *
   * @param function the function; only serialized copies of it run
   * @param <I> the type of the records that it reads
   * @param <O> the type of the records that it emits
   * @return the test, which needs a key
   */
  public static <I, O> OperatorTestBuilder<I, O> of(KeyedProcessFunction<?, I, O> function) {
    return new OperatorTestBuilder<>(
        new KeyedProcessOperator<>(requireNonNull(function, "function")), null);
  }

  /**
   * Tests a function for streams without keys.
   *
   * @param function the function; only serialized copies of it run
   * @param <I> the type of the records that it reads
   * @param <O> the type of the records that it emits
   * @return the test
   */
  public static <I, O> OperatorTest<I, O> of(ProcessFunction<I, O> function) {
    return new OperatorTestBuilder<>(
            new ProcessOperator<>(requireNonNull(function, "function")), null)
        .unkeyed();
  }

  /**
   * Tests any operator with one input.
   *
   * @param operator the operator; only serialized copies of it run
   * @param <I> the type of the records that it reads
   * @param <O> the type of the records that it emits
   * @return the test, which must be told the key or that there is none
   */
  public static <I, O> OperatorTestBuilder<I, O> of(OneInputStreamOperator<I, O> operator) {
    return new OperatorTestBuilder<>(requireNonNull(operator, "operator"), null);
  }

  /**
   * Says where records that are no {@link dev.telemetry.model.SensorReading} have their event time.
   * Before the first reading.
   *
   * @param millis takes the event time from a record: milliseconds since 1970-01-01T00:00:00Z
   * @return this test
   */
  public OperatorTest<I, O> timestampedBy(ToLongFunction<? super I> millis) {
    run.requireUnopened("timestampedBy");
    timestamps = requireNonNull(millis, "millis");
    return this;
  }

  /**
   * Gives the operator records, at their event times.
   *
   * @param records the records, in the order of their arrival
   * @return this test
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public final OperatorTest<I, O> reads(I... records) {
    return reads(Arrays.asList(records));
  }

  /**
   * Gives the operator records, at their event times.
   *
   * @param records the records, in the order of their arrival
   * @return this test
   */
  public OperatorTest<I, O> reads(Iterable<? extends I> records) {
    for (I next : records) {
      long millis = timestamps.applyAsLong(next);
      act(harness -> harness.processElement(next, millis));
    }
    return this;
  }

  /**
   * Advances event time.
   *
   * @param seconds seconds since 1970-01-01T00:00:00Z
   * @return this test
   */
  public OperatorTest<I, O> watermark(long seconds) {
    return watermark(Instant.ofEpochSecond(seconds));
  }

  /**
   * Advances event time.
   *
   * @param time says that no record with this or an earlier event time is to come
   * @return this test
   */
  public OperatorTest<I, O> watermark(Instant time) {
    return act(harness -> harness.processWatermark(time.toEpochMilli()));
  }

  /**
   * Sets processing time, which starts at 1970-01-01T00:00:00Z, and fires its timers.
   *
   * @param time the wall clock's time from now on, after a restore too
   * @return this test
   */
  public OperatorTest<I, O> processingTime(Instant time) {
    run.setProcessingTime(time);
    return this;
  }

  /**
   * {@return this test, its bounded input ended: the last watermark came, the operator finished}
   */
  public OperatorTest<I, O> endOfInput() {
    run.endInput();
    return this;
  }

  /**
   * {@return this test, the operator lost and restored from a checkpoint; its watermark starts
   * over}
   */
  public OperatorTest<I, O> snapshotAndRestore() {
    run.snapshotAndRestore();
    return this;
  }

  /**
   * Expects exactly these records on the main output.
   *
   * @param expected the records
   * @return this test
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public final OperatorTest<I, O> emits(O... expected) {
    return check(Expectations.equalTo(expected));
  }

  /**
   * Expects exactly so many records on the main output.
   *
   * @param expected what each record must fulfil
   * @return this test
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public final OperatorTest<I, O> emits(Condition<? super O>... expected) {
    return check(new Expectations<O>(List.of(expected)));
  }

  /** {@return this test, expecting nothing on the main output} */
  public OperatorTest<I, O> emitsNothing() {
    return check(new Expectations<O>(List.of()));
  }

  /**
   * Expects exactly these records on a side output.
   *
   * @param tag the side output
   * @param expected the records
   * @param <X> the type of the records
   * @return this test
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public final <X> OperatorTest<I, O> emitsOn(OutputTag<X> tag, X... expected) {
    return check(tag, Expectations.equalTo(expected));
  }

  /**
   * Expects exactly so many records on a side output.
   *
   * @param tag the side output
   * @param expected what each record must fulfil
   * @param <X> the type of the records
   * @return this test
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public final <X> OperatorTest<I, O> emitsOn(OutputTag<X> tag, Condition<? super X>... expected) {
    return check(tag, new Expectations<X>(List.of(expected)));
  }

  /**
   * Expects nothing on a side output.
   *
   * @param tag the side output
   * @return this test
   */
  public OperatorTest<I, O> emitsNothingOn(OutputTag<?> tag) {
    return check(tag, new Expectations<>(List.of()));
  }

  /** {@return this test, expecting that no timer of event or processing time is set} */
  public OperatorTest<I, O> leavesNoTimers() {
    run.requireNoTimers();
    return this;
  }

  /** {@return this test, expecting that no key has state left; for keyed operators on the heap} */
  public OperatorTest<I, O> leavesNoState() {
    run.requireNoState();
    return this;
  }

  /** {@return all that came on the main output, from the start} */
  @SuppressWarnings("unchecked") // the operator's output takes nothing else
  public List<O> outputs() {
    return (List<O>) run.emissions().main();
  }

  /**
   * {@return all that came on a side output, from the start}
   *
   * @param tag the side output
   * @param <X> the type of its records
   */
  @SuppressWarnings("unchecked") // a tag's records have the tag's type
  public <X> List<X> sideOutputs(OutputTag<X> tag) {
    return (List<X>) run.emissions().side(tag);
  }

  /**
   * {@return the count of a metric of the operator, summed over its restores}
   *
   * @param name the counter's name
   * @throws IllegalArgumentException if the operator has not registered such a counter
   */
  public long counter(String name) {
    return run.counter(name);
  }

  /** Ends the operator. */
  @Override
  public void close() {
    run.close();
  }

  private OperatorTest<I, O> act(OperatorRun.Action<I, O> action) {
    run.act(action);
    return this;
  }

  @SuppressWarnings("unchecked") // the operator's output takes nothing else
  private OperatorTest<I, O> check(Expectations<O> expected) {
    expected.check(Emissions.mainName(), (List<O>) run.emissions().uncheckedMain());
    return this;
  }

  @SuppressWarnings("unchecked") // a tag's records have the tag's type
  private <X> OperatorTest<I, O> check(OutputTag<X> tag, Expectations<X> expected) {
    expected.check(Emissions.name(tag), (List<X>) run.emissions().uncheckedSide(tag));
    return this;
  }
}
