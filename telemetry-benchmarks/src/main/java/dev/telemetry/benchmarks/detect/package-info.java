/** Any CSV files through a detector, one result beside each. */
@NullMarked
package dev.telemetry.benchmarks.detect;

import org.jspecify.annotations.NullMarked;
