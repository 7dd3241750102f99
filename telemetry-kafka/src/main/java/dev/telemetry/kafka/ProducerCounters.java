package dev.telemetry.kafka;

/**
 * What became of a producer's records: sent = delivered + failed + pending.
 *
 * @param sent records given to the producer
 * @param delivered records that all replicas have
 * @param failed records whose future failed
 * @param pending records of which is not known yet
 */
public record ProducerCounters(long sent, long delivered, long failed, long pending) {}
