/** To Kafka topics and to PostgreSQL. */
@NullMarked
package dev.telemetry.flink.sink;

import org.jspecify.annotations.NullMarked;
