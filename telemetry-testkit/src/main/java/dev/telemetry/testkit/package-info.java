/**
 * What tests and demonstrations of telemetry pipelines need: scripted sensors, one-line operator
 * tests, the counters of a job, and a local Kafka, schema registry and PostgreSQL without Docker.
 */
@NullMarked
package dev.telemetry.testkit;

import org.jspecify.annotations.NullMarked;
