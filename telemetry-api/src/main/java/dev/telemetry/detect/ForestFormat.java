package dev.telemetry.detect;

import com.amazon.randomcutforest.config.Precision;
import com.amazon.randomcutforest.state.RandomCutForestState;
import com.amazon.randomcutforest.state.Version;
import com.amazon.randomcutforest.state.sampler.CompactSamplerState;
import com.amazon.randomcutforest.state.store.NodeStoreState;
import com.amazon.randomcutforest.state.store.PointStoreState;
import com.amazon.randomcutforest.state.tree.CompactRandomCutTreeState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The library's plain state of a forest as bytes: what describes the forest, its points, then each
 * tree with its sample. What follows from the rest is left out. Arrays have a length of one more
 * before them, 0 for none; the library has packed them.
 */
final class ForestFormat {
  private ForestFormat() {}

  static void write(RandomCutForestState forest, DataOutput out) throws IOException {
    out.writeInt(forest.getNumberOfTrees());
    out.writeInt(forest.getSampleSize());
    out.writeInt(forest.getShingleSize());
    out.writeInt(forest.getDimensions());
    out.writeInt(forest.getOutputAfter());
    out.writeLong(forest.getTotalUpdates());
    out.writeDouble(forest.getTimeDecay());
    writePoints(forest.getPointStoreState(), out);
    for (CompactSamplerState sample : forest.getCompactSamplerStates()) {
      writeSample(sample, out);
    }
    for (CompactRandomCutTreeState tree : forest.getCompactRandomCutTreeStates()) {
      writeTree(tree, out);
    }
  }

  static RandomCutForestState read(DataInput in) throws IOException {
    RandomCutForestState forest = new RandomCutForestState();
    forest.setNumberOfTrees(in.readInt());
    forest.setSampleSize(in.readInt());
    forest.setShingleSize(in.readInt());
    forest.setDimensions(in.readInt());
    forest.setOutputAfter(in.readInt());
    forest.setTotalUpdates(in.readLong());
    forest.setTimeDecay(in.readDouble());
    forest.setPointStoreState(readPoints(forest, in));
    List<CompactSamplerState> samples = new ArrayList<>();
    for (int i = 0; i < forest.getNumberOfTrees(); i++) {
      samples.add(readSample(forest, in));
    }
    List<CompactRandomCutTreeState> trees = new ArrayList<>();
    for (int i = 0; i < forest.getNumberOfTrees(); i++) {
      trees.add(readTree(forest, in));
    }
    forest.setCompactSamplerStates(samples);
    forest.setCompactRandomCutTreeStates(trees);
    return describedAsOurs(forest);
  }

  /** As {@link ForestModel} grows forests and has them mapped. */
  private static RandomCutForestState describedAsOurs(RandomCutForestState forest) {
    forest.setCompact(true);
    forest.setCompressed(true);
    forest.setInternalShinglingEnabled(true);
    forest.setBoundingBoxCacheFraction(1);
    forest.setPrecision(Precision.FLOAT_32.name());
    forest.setSaveSamplerStateEnabled(true);
    forest.setSaveTreeStateEnabled(true);
    forest.setSaveCoordinatorStateEnabled(true);
    forest.setCurrentlySampling(true);
    return forest;
  }

  private static void writePoints(PointStoreState points, DataOutput out) throws IOException {
    out.writeInt(points.getCapacity());
    out.writeInt(points.getCurrentStoreCapacity());
    out.writeInt(points.getIndexCapacity());
    out.writeInt(points.getStartOfFreeSegment());
    out.writeLong(points.getLastTimeStamp());
    for (double value : points.getInternalShingle()) {
      // the library keeps floats
      out.writeFloat((float) value);
    }
    writeInts(points.getRefCount(), out);
    writeInts(points.getDuplicateRefs(), out);
    writeInts(points.getLocationList(), out);
    writeBytes(points.getPointData(), out);
  }

  private static PointStoreState readPoints(RandomCutForestState forest, DataInput in)
      throws IOException {
    PointStoreState points = new PointStoreState();
    points.setVersion(Version.V3_0);
    points.setCompressed(true);
    points.setDimensions(forest.getDimensions());
    points.setShingleSize(forest.getShingleSize());
    points.setPrecision(Precision.FLOAT_32.name());
    points.setInternalShinglingEnabled(true);
    points.setDynamicResizingEnabled(true);
    points.setCapacity(in.readInt());
    points.setCurrentStoreCapacity(in.readInt());
    points.setIndexCapacity(in.readInt());
    points.setStartOfFreeSegment(in.readInt());
    points.setLastTimeStamp(in.readLong());
    double[] shingle = new double[forest.getDimensions()];
    for (int i = 0; i < shingle.length; i++) {
      shingle[i] = in.readFloat();
    }
    points.setInternalShingle(shingle);
    points.setRefCount(readInts(in));
    points.setDuplicateRefs(readInts(in));
    points.setLocationList(readInts(in));
    points.setPointData(readBytes(in));
    return points;
  }

  private static void writeSample(CompactSamplerState sample, DataOutput out) throws IOException {
    out.writeInt(sample.getSize());
    out.writeDouble(sample.getInitialAcceptFraction());
    out.writeLong(sample.getSequenceIndexOfMostRecentTimeDecayUpdate());
    out.writeLong(sample.getMaxSequenceIndex());
    out.writeLong(sample.getRandomSeed());
    for (float weight : sample.getWeight()) {
      out.writeFloat(weight);
    }
    writeInts(sample.getPointIndex(), out);
  }

  private static CompactSamplerState readSample(RandomCutForestState forest, DataInput in)
      throws IOException {
    CompactSamplerState sample = new CompactSamplerState();
    sample.setCompressed(true);
    sample.setCapacity(forest.getSampleSize());
    sample.setTimeDecay(forest.getTimeDecay());
    sample.setSize(in.readInt());
    sample.setInitialAcceptFraction(in.readDouble());
    sample.setSequenceIndexOfMostRecentTimeDecayUpdate(in.readLong());
    sample.setMaxSequenceIndex(in.readLong());
    sample.setRandomSeed(in.readLong());
    float[] weights = new float[sample.getSize()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = in.readFloat();
    }
    sample.setWeight(weights);
    sample.setPointIndex(readInts(in));
    return sample;
  }

  private static void writeTree(CompactRandomCutTreeState tree, DataOutput out) throws IOException {
    NodeStoreState nodes = tree.getNodeStoreState();
    out.writeInt(tree.getRoot());
    out.writeInt(tree.getMaxSize());
    out.writeInt(tree.getOutputAfter());
    out.writeLong(tree.getSeed());
    out.writeInt(nodes.getCapacity());
    out.writeInt(nodes.getSize());
    writeInts(nodes.getLeftIndex(), out);
    writeInts(nodes.getRightIndex(), out);
    writeInts(nodes.getCutDimension(), out);
    writeBytes(nodes.getCutValueData(), out);
  }

  private static CompactRandomCutTreeState readTree(RandomCutForestState forest, DataInput in)
      throws IOException {
    CompactRandomCutTreeState tree = new CompactRandomCutTreeState();
    tree.setVersion(Version.V3_0);
    tree.setPartialTreeState(true);
    tree.setBoundingBoxCacheFraction(1);
    tree.setDimensions(forest.getDimensions());
    tree.setRoot(in.readInt());
    tree.setMaxSize(in.readInt());
    tree.setOutputAfter(in.readInt());
    tree.setSeed(in.readLong());
    tree.setNodeStoreState(readNodes(in));
    return tree;
  }

  private static NodeStoreState readNodes(DataInput in) throws IOException {
    NodeStoreState nodes = new NodeStoreState();
    nodes.setVersion(Version.V3_0);
    nodes.setCompressed(true);
    nodes.setPartialTreeStateEnabled(true);
    nodes.setPrecision(Precision.FLOAT_32.name());
    nodes.setCapacity(in.readInt());
    nodes.setSize(in.readInt());
    nodes.setLeftIndex(readInts(in));
    nodes.setRightIndex(readInts(in));
    nodes.setCutDimension(readInts(in));
    nodes.setCutValueData(readBytes(in));
    nodes.setCanonicalAndNotALeaf(nodes.getLeftIndex() != null);
    return nodes;
  }

  private static void writeInts(int @Nullable [] numbers, DataOutput out) throws IOException {
    out.writeInt(numbers == null ? 0 : numbers.length + 1);
    if (numbers != null) {
      for (int number : numbers) {
        out.writeInt(number);
      }
    }
  }

  private static int @Nullable [] readInts(DataInput in) throws IOException {
    int length = in.readInt() - 1;
    if (length < 0) {
      return null;
    }
    int[] numbers = new int[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = in.readInt();
    }
    return numbers;
  }

  private static void writeBytes(byte @Nullable [] bytes, DataOutput out) throws IOException {
    out.writeInt(bytes == null ? 0 : bytes.length + 1);
    if (bytes != null) {
      out.write(bytes);
    }
  }

  private static byte @Nullable [] readBytes(DataInput in) throws IOException {
    int length = in.readInt() - 1;
    if (length < 0) {
      return null;
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }
}
