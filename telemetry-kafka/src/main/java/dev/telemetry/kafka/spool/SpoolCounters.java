package dev.telemetry.kafka.spool;

/**
 * What became of the records of a spool since it was opened: {@code recovered + accepted =
 * delivered + pending + quarantined + dropped + damaged}.
 *
 * @param recovered left undelivered by earlier openings; those of them whose delivery was not yet
 *     recorded at a crash are sent again
 * @param accepted on the disk since
 * @param delivered acknowledged by Kafka
 * @param pending on the disk, to be delivered
 * @param quarantined refused by Kafka for what they are, kept in the spool's folder
 * @param dropped deleted undelivered because the spool was full
 * @param damaged unreadable: a checksum was wrong or a file gone
 * @param diskBytes taken by the records on the disk
 */
public record SpoolCounters(
    long recovered,
    long accepted,
    long delivered,
    long pending,
    long quarantined,
    long dropped,
    long damaged,
    long diskBytes) {}
