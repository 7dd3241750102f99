/** What the detectors cost: alone, and in a Flink job. */
@NullMarked
package dev.telemetry.benchmarks.detectors;

import org.jspecify.annotations.NullMarked;
