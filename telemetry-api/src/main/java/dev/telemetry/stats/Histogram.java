package dev.telemetry.stats;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How many values lie in each of the {@link QuantileBins}: quantiles within the bins' relative
 * accuracy, from any number of values, in memory that depends on their range only.
 *
 * <p>The guarantee (DDSketch; Masson, Rim, Lee, VLDB 2019): of {@code n} values in ascending order,
 * the quantile of the probability {@code p} is the one at the lower rank {@code floor(p (n - 1))},
 * counted from 0, and the answer differs from it by at most the relative accuracy of its magnitude.
 * It is a promise for every quantile of every data, not an average; large offsets spoil its use,
 * not its truth: 1 % of 1e9 + noise is wider than the noise.
 *
 * <p>Counts are whole numbers and a value's bin depends on nothing but the value. Adding, merging
 * and taking away are exact therefore, in any order, and what is left after taking away is what
 * would be there had it never been added. This is what other sketches cannot do, and what sums of
 * squares must not.
 *
 * <p>State: 128 bytes, and 276 for each page of 32 neighbouring bins that ever held a value. A page
 * is about a doubling of the value at 1 %: readings of one sign between 10 and 40 take at most 4
 * pages, 1.2 kB; values of all magnitudes that a double can have, of both signs, 4,796 pages, 1.3
 * MB, the most that there can be. Between pages in use lies a reference, 4 bytes, for each page not
 * in use. Not thread-safe.
 */
public final class Histogram {

  /** Is told of the bins that hold values. */
  @FunctionalInterface
  public interface BinVisitor {
    /**
     * Takes a bin.
     *
     * @param bin its number
     * @param count of its values, at least 1
     */
    void visit(int bin, long count);
  }

  private final QuantileBins bins;
  private final BinCounts negatives = new BinCounts();
  private final BinCounts positives = new BinCounts();
  private long zeros;

  /**
   * Starts without values.
   *
   * @param bins to count in
   */
  public Histogram(QuantileBins bins) {
    this.bins = bins;
  }

  /**
   * The bins that this counts in.
   *
   * @return as given
   */
  public QuantileBins bins() {
    return bins;
  }

  /**
   * Adds a value.
   *
   * @param value the value
   * @return whether it counted; false for a value that is not finite
   */
  public boolean add(double value) {
    if (!Double.isFinite(value)) {
      return false;
    }
    change(bins.binOf(value), 1);
    return true;
  }

  /**
   * Adds values by their bin.
   *
   * @param bin of all of them
   * @param count how many, at least 0
   */
  public void add(int bin, long count) {
    requireValid(bin, count);
    if (count > 0) {
      change(bin, count);
    }
  }

  /**
   * Takes away values that were added or merged before.
   *
   * @param bin of all of them
   * @param count how many, at least 0
   * @throws IllegalArgumentException where the bin holds fewer
   */
  public void remove(int bin, long count) {
    requireValid(bin, count);
    if (count > count(bin)) {
      throw new IllegalArgumentException(
          "bin %d holds %d values, cannot remove %d".formatted(bin, count(bin), count));
    }
    if (count > 0) {
      change(bin, -count);
    }
  }

  private void requireValid(int bin, long count) {
    if (!bins.isValid(bin) || count < 0) {
      throw new IllegalArgumentException(
          "bin must be one of %s and count >= 0, were %d and %d".formatted(bins, bin, count));
    }
  }

  /** Unchecked, for callers that know what they have added. */
  void change(int bin, long count) {
    if (bin > 0) {
      positives.add(bin, count);
    } else if (bin < 0) {
      negatives.add(bin, count);
    } else {
      zeros += count;
    }
  }

  /**
   * Adds all values of another histogram, which stays as it is.
   *
   * @param other of the same bins
   */
  public void merge(Histogram other) {
    requireSameBins(other);
    addAll(other, 1);
  }

  /**
   * Takes away all values of another histogram, which stays as it is.
   *
   * @param other of the same bins, merged before
   * @throws IllegalArgumentException where it holds more than this in any bin; nothing is changed
   */
  public void subtract(Histogram other) {
    requireSameBins(other);
    if (zeros < other.zeros
        || !positives.holds(other.positives)
        || !negatives.holds(other.negatives)) {
      throw new IllegalArgumentException("other holds values that were not added to this");
    }
    addAll(other, -1);
  }

  private void addAll(Histogram other, int sign) {
    negatives.addAll(other.negatives, sign);
    positives.addAll(other.positives, sign);
    zeros += sign * other.zeros;
  }

  private void requireSameBins(Histogram other) {
    if (!bins.equals(other.bins)) {
      throw new IllegalArgumentException(
          "both must have the same bins, were %s and %s".formatted(bins, other.bins));
    }
  }

  /** Forgets all values, keeps the memory. */
  public void clear() {
    negatives.clear();
    positives.clear();
    zeros = 0;
  }

  /**
   * How many values there are.
   *
   * @return at least 0
   */
  public long count() {
    return negatives.count() + zeros + positives.count();
  }

  /**
   * How many values a bin holds.
   *
   * @param bin its number
   * @return at least 0
   */
  public long count(int bin) {
    return bin == 0 ? zeros : (bin > 0 ? positives : negatives).get(bin);
  }

  /**
   * A quantile.
   *
   * @param probability from 0 to 1; 0.5 is the median
   * @return within the relative accuracy of the value at the lower rank; NaN without values
   */
  public double quantile(double probability) {
    double[] answer = new double[1];
    quantiles(new double[] {probability}, answer);
    return answer[0];
  }

  /**
   * A quantile, where the smallest and the largest value are known exactly.
   *
   * @param probability from 0 to 1
   * @param min the smallest value
   * @param max the largest value
   * @return as {@link #quantile(double)}, never outside of min and max, and exactly these at their
   *     ranks
   */
  public double quantile(double probability, double min, double max) {
    double[] answer = new double[1];
    quantiles(new double[] {probability}, min, max, answer);
    return answer[0];
  }

  /**
   * Several quantiles in one walk over the bins.
   *
   * @param probabilities from 0 to 1, ascending
   * @param out takes the quantile of each, in the same order; NaN without values
   */
  public void quantiles(double[] probabilities, double[] out) {
    requireAscending(probabilities, out);
    long count = count();
    if (count == 0) {
      Arrays.fill(out, Double.NaN);
      return;
    }
    for (int i = 0; i < out.length; i++) {
      out[i] = rank(probabilities[i], count);
    }
    int next = negatives.answer(out, 0, 0, bins);
    long upToZero = negatives.count() + zeros;
    while (next < out.length && out[next] < upToZero) {
      out[next++] = 0;
    }
    positives.answer(out, next, upToZero, bins);
  }

  /**
   * Several quantiles in one walk, where the smallest and the largest value are known exactly.
   *
   * @param probabilities from 0 to 1, ascending
   * @param min the smallest value
   * @param max the largest value
   * @param out takes the quantile of each, never outside of min and max, and exactly these at their
   *     ranks; NaN without values
   */
  public void quantiles(double[] probabilities, double min, double max, double[] out) {
    quantiles(probabilities, out);
    long count = count();
    for (int i = 0; count > 0 && i < out.length; i++) {
      double rank = rank(probabilities[i], count);
      if (rank == 0) {
        out[i] = min;
      } else if (rank == count - 1) {
        out[i] = max;
      } else {
        out[i] = Math.max(min, Math.min(max, out[i]));
      }
    }
  }

  private static double rank(double probability, long count) {
    return Math.floor(probability * (count - 1));
  }

  private static void requireAscending(double[] probabilities, double[] out) {
    if (probabilities.length != out.length) {
      throw new IllegalArgumentException(
          "out must have room for %d quantiles, was %d"
              .formatted(probabilities.length, out.length));
    }
    double before = 0;
    for (double probability : probabilities) {
      if (!(probability >= before && probability <= 1)) {
        throw new IllegalArgumentException(
            "probabilities must be from 0 to 1 and ascending, were "
                + Arrays.toString(probabilities));
      }
      before = probability;
    }
  }

  /**
   * Tells of all bins that hold values, in ascending order.
   *
   * @param visitor is told
   */
  public void forEach(BinVisitor visitor) {
    negatives.forEach(visitor);
    if (zeros > 0) {
      visitor.visit(0, zeros);
    }
    positives.forEach(visitor);
  }

  /**
   * Writes the counts.
   *
   * @param out takes 4 bytes at 1 %, at most 5 for the number of bins in use, and 1 to 3 for each
   *     of them; up to 9 more where its count is not 1
   * @throws IOException as the output says
   */
  public void writeTo(DataOutput out) throws IOException {
    BinFormat format = new BinFormat(bins);
    format.writeHeader(out);
    Varints.write(out, negatives.used() + (zeros > 0 ? 1 : 0) + positives.used());
    negatives.writeTo(out, format);
    if (zeros > 0) {
      format.write(out, 0, zeros);
    }
    positives.writeTo(out, format);
  }

  /**
   * Reads what {@link #writeTo} wrote into this instance, which forgets what it held.
   *
   * @param in gives what was written
   * @throws IOException as the input says; where it was written by a newer release, with another
   *     relative accuracy, or is damaged
   */
  public void readFrom(DataInput in) throws IOException {
    clear();
    BinFormat format = new BinFormat(bins);
    format.readHeader(in);
    for (int used = Varints.readSize(in); used > 0; used--) {
      format.read(in);
      change(format.bin(), format.count());
    }
  }

  @Override
  public String toString() {
    return "Histogram[count=%d, median=%s, %s]".formatted(count(), quantile(0.5), bins);
  }
}
