package dev.telemetry.detect;

import com.amazon.randomcutforest.RandomCutForest;
import com.amazon.randomcutforest.returntypes.DiVector;
import com.amazon.randomcutforest.state.ExecutionContext;
import com.amazon.randomcutforest.state.RandomCutForestMapper;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The only class that knows the library's forest, so that others load without it. */
final class ForestModel {
  private static final String ARTIFACT =
      "software.amazon.randomcutforest:randomcutforest-core:4.4.0";

  private final RandomCutForest forest;
  private final int dimensions;

  private ForestModel(RandomCutForest forest) {
    this.forest = forest;
    this.dimensions = forest.getDimensions() / forest.getShingleSize();
  }

  /** What a forest is grown with. */
  record Shape(int dimensions, int shingle, int trees, int sampleSize, long seed)
      implements java.io.Serializable {}

  /** Says which artifact is missing, where it is. */
  static void requireLibrary() {
    try {
      Class.forName(
          "com.amazon.randomcutforest.RandomCutForest", false, ForestModel.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          "a random cut forest needs " + ARTIFACT + " on the class path", e);
    }
  }

  static ForestModel of(Shape shape) {
    return new ForestModel(
        RandomCutForest.builder()
            .dimensions(shape.dimensions() * shape.shingle())
            .shingleSize(shape.shingle())
            .internalShinglingEnabled(true)
            .numberOfTrees(shape.trees())
            .sampleSize(shape.sampleSize())
            .randomSeed(shape.seed())
            .build());
  }

  boolean isReady() {
    return forest.isOutputReady();
  }

  /** 0 until it is ready; about 1 for what is usual. */
  double score(float[] point) {
    return forest.getAnomalyScore(point);
  }

  void learn(float[] point) {
    forest.update(point);
  }

  /** Moves the shingle on without learning. */
  void pass(float[] point) {
    forest.update(point, true);
  }

  /** How much of the score each dimension has, over the shingle. */
  double[] attribution(float[] point) {
    DiVector all = forest.getAnomalyAttribution(point);
    double[] shares = new double[dimensions];
    for (int i = 0; i < all.getDimensions(); i++) {
      shares[i % dimensions] += all.getHighLowSum(i);
    }
    return shares;
  }

  /**
   * One at a time: the mapper tidies up the forest's points, and Flink may write a state for a
   * checkpoint while it copies the same state for the next reading.
   */
  synchronized void writeTo(DataOutput out) throws IOException {
    RandomCutForestMapper mapper = new RandomCutForestMapper();
    // or a restored forest would cut anew, and score otherwise
    mapper.setSaveTreeStateEnabled(true);
    ForestFormat.write(mapper.toState(forest), out);
  }

  static ForestModel readFrom(DataInput in) throws IOException {
    return new ForestModel(
        new RandomCutForestMapper().toModel(ForestFormat.read(in), new ExecutionContext(), 0));
  }
}
