/** What a whole job costs between two Kafka topics, against a job that does nothing. */
@NullMarked
package dev.telemetry.benchmarks.pipeline;

import org.jspecify.annotations.NullMarked;
