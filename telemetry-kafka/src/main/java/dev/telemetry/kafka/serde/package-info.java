/**
 * Avro records in Confluent's wire format: serializers for any Kafka client, and a decoder that
 * quarantines what it cannot read.
 */
@NullMarked
package dev.telemetry.kafka.serde;

import org.jspecify.annotations.NullMarked;
