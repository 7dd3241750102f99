/** The gate between what was read and what is believed. */
@NullMarked
package dev.telemetry.flink.quality;

import org.jspecify.annotations.NullMarked;
