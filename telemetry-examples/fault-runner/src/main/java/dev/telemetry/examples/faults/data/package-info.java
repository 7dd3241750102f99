/**
 * Scenarios of bad data: nothing is killed here, but what the sensors send is broken, absurd, sent
 * again or far too much. Each round is a bounded job in a JVM of its own, so that its memory can be
 * measured, and is held against what was sent.
 */
package dev.telemetry.examples.faults.data;
