/** Event time: watermarks, disorder, clocks in the future, order. */
@NullMarked
package dev.telemetry.flink.time;

import org.jspecify.annotations.NullMarked;
