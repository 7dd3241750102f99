/** Flink jobs that are measured in this JVM: their source, their sink and their cluster. */
@NullMarked
package dev.telemetry.benchmarks.job;

import org.jspecify.annotations.NullMarked;
