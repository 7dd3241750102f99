/** Windowed statistics: ours, Flink's windows, Flink SQL, a process function, Kafka Streams. */
@NullMarked
package dev.telemetry.benchmarks.windows;

import org.jspecify.annotations.NullMarked;
