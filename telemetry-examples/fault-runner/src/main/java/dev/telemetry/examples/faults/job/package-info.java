/** The job under test, and the ways in which it can be broken on purpose. */
package dev.telemetry.examples.faults.job;
