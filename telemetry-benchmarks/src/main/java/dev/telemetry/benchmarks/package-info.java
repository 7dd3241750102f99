/** The SDK against its peers: what is measured, how often, and how it is told. */
@NullMarked
package dev.telemetry.benchmarks;

import org.jspecify.annotations.NullMarked;
