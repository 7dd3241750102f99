/** Our histogram of a sliding window against mergeable quantile sketches. */
@NullMarked
package dev.telemetry.benchmarks.sketches;

import org.jspecify.annotations.NullMarked;
