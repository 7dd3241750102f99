package dev.telemetry.kafka;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was read.
 *
 * @param value the record
 * @param key its key, null where it has none
 * @param partition the partition that it was read from
 * @param offset its offset in the partition
 * @param timestamp Kafka's timestamp, on the standard topics when the broker got it
 * @param <T> the type of the record
 */
public record Received<T>(
    T value, @Nullable String key, int partition, long offset, Instant timestamp) {}
