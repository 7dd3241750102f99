/** Alarms with a life cycle, commands and storm limits, as operators of any DataStream job. */
@NullMarked
package dev.telemetry.flink.alarm;

import org.jspecify.annotations.NullMarked;
