/** Runs detectors on keyed streams. */
@NullMarked
package dev.telemetry.flink.detect;

import org.jspecify.annotations.NullMarked;
