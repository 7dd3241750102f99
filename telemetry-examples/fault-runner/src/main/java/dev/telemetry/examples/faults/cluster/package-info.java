/** Faults of the cluster: brokers, Flink, database and registry. */
package dev.telemetry.examples.faults.cluster;
