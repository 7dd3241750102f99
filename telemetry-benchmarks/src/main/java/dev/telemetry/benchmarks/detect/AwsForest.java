package dev.telemetry.benchmarks.detect;

import com.amazon.randomcutforest.config.TransformMethod;
import com.amazon.randomcutforest.parkservices.ThresholdedRandomCutForest;
import dev.telemetry.detect.Detector;
import dev.telemetry.detect.StateFormat;
import dev.telemetry.detect.Verdict;
import dev.telemetry.detect.Verdict.Phase;
import java.io.DataInput;
import java.io.DataOutput;

/**
 * The peer of our forest: that of the library with the library's own alarm logic, which grades; of
 * the same shape as ours, and without a transformation. Its state is not written.
 */
final class AwsForest implements Detector<ThresholdedRandomCutForest> {
  private static final long serialVersionUID = 1;
  private static final int SHINGLE = 4;

  @Override
  public ThresholdedRandomCutForest newState() {
    return ThresholdedRandomCutForest.builder()
        .dimensions(SHINGLE)
        .shingleSize(SHINGLE)
        .numberOfTrees(50)
        .sampleSize(256)
        .randomSeed(42)
        .internalShinglingEnabled(true)
        .transformMethod(TransformMethod.NONE)
        .build();
  }

  @Override
  public Verdict observe(ThresholdedRandomCutForest state, double value, long timeMillis) {
    double grade = state.process(new double[] {value}, timeMillis).getAnomalyGrade();
    return new Verdict()
        .observed(grade > 0 ? Phase.OPENED : Phase.NORMAL, value, timeMillis, grade);
  }

  @Override
  public String explain(Verdict verdict, String unit) {
    return "the library's grade is " + verdict.score();
  }

  @Override
  public StateFormat<ThresholdedRandomCutForest> stateFormat() {
    return new Unwritten();
  }

  @Override
  public String name() {
    return "aws-trcf";
  }

  private static final class Unwritten implements StateFormat<ThresholdedRandomCutForest> {
    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(ThresholdedRandomCutForest state, DataOutput out) {
      // the peer is never restored
    }

    @Override
    public ThresholdedRandomCutForest read(int version, DataInput in) {
      throw new UnsupportedOperationException("the peer is never restored");
    }
  }
}
