package dev.telemetry.examples.factory.dashboard;

/**
 * A sensor and values of it, as the page reads them.
 *
 * @param age milliseconds since its last reading arrived here, by this machine's clock; -1 if none
 *     did
 * @param points pairs of event time in epoch milliseconds and value
 */
record SensorView(String id, String metric, String unit, long age, double[][] points) {}
