/** What single operators cost for each reading, against one that does nothing. */
@NullMarked
package dev.telemetry.benchmarks.operators;

import org.jspecify.annotations.NullMarked;
