/**
 * A small client of the schema registry's REST API (Confluent's, which Apicurio, Karapace and
 * Redpanda speak too).
 */
@NullMarked
package dev.telemetry.kafka.registry;

import org.jspecify.annotations.NullMarked;
