/** The processes that a pipeline runs on, and what can be done to them. */
package dev.telemetry.examples.faults.stage;
