/**
 * Pure detectors: they judge one value after the other, in order of event time, and keep what they
 * must remember in a state that the caller stores. They run in a unit test, on an edge device or in
 * a Flink job alike.
 */
@NullMarked
package dev.telemetry.detect;

import org.jspecify.annotations.NullMarked;
