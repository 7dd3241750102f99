/** Mergeable statistics: plain arithmetic without a clock, Kafka or Flink. */
@NullMarked
package dev.telemetry.stats;

import org.jspecify.annotations.NullMarked;
