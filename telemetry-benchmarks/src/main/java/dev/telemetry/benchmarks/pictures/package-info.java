/** Pictures of what each detector finds, and what it does not, in real series. */
@NullMarked
package dev.telemetry.benchmarks.pictures;

import org.jspecify.annotations.NullMarked;
