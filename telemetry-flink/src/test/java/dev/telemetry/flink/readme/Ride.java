package dev.telemetry.flink.readme;

/** A record of another domain: a ride and how long its passenger waited. */
public record Ride(String zone, double waitSeconds, long atMillis) {}
