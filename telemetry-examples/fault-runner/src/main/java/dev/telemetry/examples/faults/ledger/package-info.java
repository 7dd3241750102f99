/**
 * What was sent, what was acknowledged, and what was found in the end: kept outside the pipeline.
 */
package dev.telemetry.examples.faults.ledger;
