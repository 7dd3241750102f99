/** Recordings: files of measured values that are replayed as if they came from the plant. */
package dev.telemetry.examples.factory.replay;
