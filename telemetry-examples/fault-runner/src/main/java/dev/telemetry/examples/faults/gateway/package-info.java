/** Scenarios of the spool alone: its disk fails, and whatever Kafka would have got is known. */
package dev.telemetry.examples.faults.gateway;
