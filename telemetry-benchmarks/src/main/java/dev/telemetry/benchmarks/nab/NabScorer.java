package dev.telemetry.benchmarks.nab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The scores of the Numenta Anomaly Benchmark 1.1 (Lavin and Ahmad, 2015): a row is a detection at
 * a score of at least the threshold; in a window the best-placed detection counts, outside each
 * one; a profile has one threshold for all files, the one with the highest sum.
 */
final class NabScorer {
  /** A threshold and what it reaches, not normalised. */
  record Best(double sum, double threshold) {}

  private final List<NabFile> files;
  private final double[][] scores;

  /** Scores by file, then by row; what is not a number counts as 0. */
  NabScorer(List<NabFile> files, double[][] scores) {
    this.files = files;
    this.scores = scores;
  }

  /** The score with the one best threshold, as NAB reports it. */
  double best(NabProfile profile) {
    IntPredicate all = file -> true;
    return profile.normalised(sweep(profile, all).sum(), windows(all));
  }

  /** The score with the threshold that is best for other files, summed over so many folds. */
  double heldOut(NabProfile profile, int folds) {
    double sum = 0;
    for (int fold = 0; fold < folds; fold++) {
      int held = fold;
      double threshold = sweep(profile, file -> file % folds != held).threshold();
      sum += at(profile, file -> file % folds == held, threshold);
    }
    return profile.normalised(sum, windows(file -> true));
  }

  /** The score of some files with the threshold that is best for others. */
  double confirmed(NabProfile profile, IntPredicate chosenOn, IntPredicate confirmedOn) {
    double threshold = sweep(profile, chosenOn).threshold();
    return profile.normalised(at(profile, confirmedOn, threshold), windows(confirmedOn));
  }

  double best(NabProfile profile, IntPredicate some) {
    return profile.normalised(sweep(profile, some).sum(), windows(some));
  }

  int windows(IntPredicate some) {
    int windows = 0;
    for (int i = 0; i < files.size(); i++) {
      windows += some.test(i) ? files.get(i).windows : 0;
    }
    return windows;
  }

  /** What a threshold reaches. */
  double at(NabProfile profile, IntPredicate some, double threshold) {
    double sum = 0;
    for (int i = 0; i < files.size(); i++) {
      if (some.test(i)) {
        Tally tally = new Tally(profile, files.get(i));
        for (int row = files.get(i).firstRow; row < files.get(i).rows(); row++) {
          if (scores[i][row] >= threshold) {
            tally.detect(row);
          }
        }
        sum += tally.sum;
      }
    }
    return sum;
  }

  private record Row(double score, Tally tally, int row) {}

  /** Lowers the threshold from row to row; of equal scores only all or none are detections. */
  Best sweep(NabProfile profile, IntPredicate some) {
    List<Tally> tallies = new ArrayList<>();
    List<Row> rows = rows(profile, some, tallies);
    double sum = tallies.stream().mapToDouble(tally -> tally.sum).sum();
    Best best = new Best(sum, Double.POSITIVE_INFINITY);
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      sum += row.tally.detect(row.row);
      boolean last = i + 1 == rows.size() || rows.get(i + 1).score != row.score;
      if (last && sum > best.sum) {
        best = new Best(sum, row.score);
      }
    }
    return best;
  }

  private List<Row> rows(NabProfile profile, IntPredicate some, List<Tally> tallies) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      if (some.test(i)) {
        Tally tally = new Tally(profile, files.get(i));
        tallies.add(tally);
        for (int row = files.get(i).firstRow; row < files.get(i).rows(); row++) {
          double score = scores[i][row];
          rows.add(new Row(Double.isNaN(score) ? 0 : score, tally, row));
        }
      }
    }
    rows.sort(Comparator.comparingDouble(Row::score).reversed());
    return rows;
  }

  /** What the detections in one file are worth so far. */
  private static final class Tally {
    private final NabProfile profile;
    private final NabFile file;
    private final double[] byWindow;
    private double sum;

    Tally(NabProfile profile, NabFile file) {
      this.profile = profile;
      this.file = file;
      this.byWindow = new double[file.windows];
      Arrays.fill(byWindow, -profile.falseNegative);
      this.sum = -profile.falseNegative * file.windows;
    }

    /** What this detection adds. */
    double detect(int row) {
      int window = file.window[row];
      double gain;
      if (window == NabFile.OUTSIDE) {
        gain = file.worth[row] * profile.falsePositive;
      } else {
        double worth = file.worth[row] * profile.truePositive;
        gain = Math.max(0, worth - byWindow[window]);
        byWindow[window] += gain;
      }
      sum += gain;
      return gain;
    }
  }
}
