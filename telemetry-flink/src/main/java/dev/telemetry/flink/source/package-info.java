/** From a Kafka topic to readings and quarantined records. */
@NullMarked
package dev.telemetry.flink.source;

import org.jspecify.annotations.NullMarked;
