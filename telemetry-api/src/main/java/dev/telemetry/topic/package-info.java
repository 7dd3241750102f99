/** The topics of the data's way, each with its record type, key, partitions and retention. */
@NullMarked
package dev.telemetry.topic;

import org.jspecify.annotations.NullMarked;
