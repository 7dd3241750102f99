/**
 * Proves the promises of delivery under real faults. {@link
 * dev.telemetry.examples.faults.FaultRunner} runs scenarios; each breaks real processes while
 * records flow, and an outside ledger says afterwards what was lost or doubled.
 */
package dev.telemetry.examples.faults;
