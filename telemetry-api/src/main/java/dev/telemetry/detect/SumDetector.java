package dev.telemetry.detect;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What {@link Cusum} and {@link PageHinkley} share: small differences from a mean, summed up in
 * both directions. They differ in whether the mean goes on learning.
 *
 * @param <S> the state of one key
 * @param <D> the detector itself
 */
abstract class SumDetector<S extends SumDetector.SumState, D extends SumDetector<S, D>>
    extends ReferenceDetector<S, D> {
  private static final long serialVersionUID = 1;

  /** The difference that does not count, in standard deviations. */
  final double allowance;

  /** The sum beyond which is abnormal, in standard deviations. */
  final double limit;

  SumDetector(double allowance, double limit, Reference reference, EpisodeRules rules) {
    super(reference, rules);
    this.allowance = allowance;
    this.limit = limit;
  }

  /** The sums, next to reference and episode. */
  abstract static class SumState extends ReferenceState {
    final TwoSidedSum sums = new TwoSidedSum();

    @Override
    final void restart() {
      sums.clear();
    }
  }

  @Override
  final void judge(S state, double value, double mean, double sigma, Judgement judgement) {
    TwoSidedSum sums = state.sums;
    sums.add((value - mean) / sigma, allowance, 2 * limit);
    sums.judge(judgement, allowance, limit);
    judgement.statistic = mean + sigma * sums.shift(allowance);
  }

  @Override
  final String sentence(Verdict verdict, String unit) {
    return Wording.shifted(verdict, unit);
  }

  /** Version 1: reference and episode, sums. */
  abstract static class SumFormat<S extends SumState> implements StateFormat<S> {
    abstract S newState();

    @Override
    public final int version() {
      return 1;
    }

    @Override
    public final void write(S state, DataOutput out) throws IOException {
      state.writeReference(out);
      state.sums.writeTo(out);
    }

    @Override
    public final S read(int version, DataInput in) throws IOException {
      Guards.known(version, version());
      S state = newState();
      state.readReference(in);
      state.sums.readFrom(in);
      return state;
    }
  }
}
