/** A plant that is simulated: sensors, faults with a known truth, and every kind of bad record. */
package dev.telemetry.examples.factory.simulator;
