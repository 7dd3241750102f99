/** The Numenta Anomaly Benchmark: its files, its scores, and what was published. */
@NullMarked
package dev.telemetry.benchmarks.nab;

import org.jspecify.annotations.NullMarked;
