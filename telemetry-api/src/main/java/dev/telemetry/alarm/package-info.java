/**
 * The life of alarms as ISA-18.2 and IEC 62682 have it, without a clock, Flink or Kafka: what
 * becomes of an alarm when its condition comes and goes, when an operator commands and when time
 * passes. Times are event time throughout.
 */
@NullMarked
package dev.telemetry.alarm;

import org.jspecify.annotations.NullMarked;
