/** A store-and-forward log for gateways. */
@NullMarked
package dev.telemetry.kafka.spool;

import org.jspecify.annotations.NullMarked;
