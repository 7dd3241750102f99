package dev.telemetry.benchmarks.windows;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import com.datadoghq.sketch.ddsketch.encoding.ByteArrayInput;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import com.datadoghq.sketch.ddsketch.store.UnboundedSizeDenseStore;
import java.io.IOException;

/** The peers' sketch and its bytes. */
final class Sketches {
  static final double RELATIVE_ACCURACY = 0.01;
  private static final IndexMapping MAPPING = create().getIndexMapping();

  private Sketches() {}

  /** The library's choice for speed. */
  static DDSketch create() {
    return DDSketches.unboundedDense(RELATIVE_ACCURACY);
  }

  static GrowingByteArrayOutput encode(DDSketch sketch) throws IOException {
    GrowingByteArrayOutput bytes = GrowingByteArrayOutput.withDefaultInitialCapacity();
    sketch.encode(bytes, true);
    return bytes;
  }

  static DDSketch decode(byte[] bytes) throws IOException {
    return DDSketch.decode(ByteArrayInput.wrap(bytes), UnboundedSizeDenseStore::new, MAPPING);
  }
}
