package dev.telemetry.benchmarks.pipeline;

import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;

/** Where all contestants start, whatever the group has committed in a run before. */
final class Starts {
  static final OffsetsInitializer AT_EARLIEST = OffsetsInitializer.earliest();

  private Starts() {}
}
