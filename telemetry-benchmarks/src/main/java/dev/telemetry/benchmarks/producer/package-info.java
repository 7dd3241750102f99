/** What the typed producer costs on the way to a broker. */
@NullMarked
package dev.telemetry.benchmarks.producer;

import org.jspecify.annotations.NullMarked;
