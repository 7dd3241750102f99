/** A connection to Kafka and its registry, typed producer and consumer, topic provisioning. */
@NullMarked
package dev.telemetry.kafka;

import org.jspecify.annotations.NullMarked;
