/** The environment of a telemetry job; the packages below follow a reading's way through it. */
@NullMarked
package dev.telemetry.flink;

import org.jspecify.annotations.NullMarked;
