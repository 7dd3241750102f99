/** Statistics of windows of event time. */
@NullMarked
package dev.telemetry.flink.window;

import org.jspecify.annotations.NullMarked;
