/** What it costs to move a reading: between Flink's tasks, and into Kafka's bytes and back. */
@NullMarked
package dev.telemetry.benchmarks.serializers;

import org.jspecify.annotations.NullMarked;
