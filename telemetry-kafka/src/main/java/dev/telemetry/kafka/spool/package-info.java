/**
 * A store-and-forward log for gateways: a record is on the disk before it is acknowledged, and
 * leaves it once Kafka has acknowledged it. {@link dev.telemetry.kafka.spool.Spool} says what may
 * be relied on, {@link dev.telemetry.kafka.spool.SpoolSettings} what a power cut may take.
 *
 * <h2>On the disk</h2>
 *
 * A spool is a folder of
 *
 * <ul>
 *   <li>{@code lock}, locked while a process has the spool open;
 *   <li>{@code SEQUENCE-EPOCH.segment}, records one after the other, the first of which has that
 *       sequence (18 decimal digits), all of them that epoch (16 hexadecimal digits). Each is, in
 *       big-endian order: CRC32C of the epoch and all that follows (4 bytes), bytes of the record
 *       with these 21 (4), sequence (8), 1 where the value holds the number of a schema file and
 *       not yet the registry's id, else 0 (1), bytes of the key or -1 (4), key, value;
 *   <li>{@code NUMBER.schema}, the subject in a line and the JSON of an Avro schema, whose CRC32C
 *       is the number (8 hexadecimal digits); never deleted;
 *   <li>{@code checkpoint}, a text: topic, epoch of the records to come, first sequence that is not
 *       settled, first sequence not used at a proper close or -1, and a CRC32C;
 *   <li>{@code reserve}, 16 KiB that are given up for the checkpoint when the disk is full, and
 *       taken again when it is not;
 *   <li>{@code SEQUENCE-EPOCH.quarantined}, a record that Kafka refuses for what it is, as a JSON
 *       object: topic, device, epoch, sequence, error, message, key and value in Base64.
 * </ul>
 *
 * A segment is only ever appended to, by the opening that began it, and deleted as a whole once a
 * checkpoint that is past it was written aside, forced, renamed, and the folder forced. An opening
 * reads the checkpoint and the last segment, no more. It never repairs: records that a crash tore
 * stay where they are, and the next segment begins after the last intact one. A reader that meets
 * damage looks for the next intact record byte by byte; sequences tell how many are missing.
 *
 * <h2>Where the ideas are from</h2>
 *
 * Segments named by their first record, and the checksum: Kafka's log. Checksummed records behind a
 * ledger of acknowledgements, segments deleted whole, model-based tests: the disk buffer of Vector.
 * The power-cut test: Pillai et al., All File Systems Are Not Created Equal (2014). New file after
 * a failed force: Rebello et al., Can Applications Recover from fsync Failures? (2020).
 *
 * <p>SQLite in WAL mode is the reference that the tests compare with, not the storage: it took a
 * twentieth of the records in the same time (two cores, 100 bytes each, a thousand to a
 * transaction), and of 1,500 bytes flipped one by one in its file 1,254 came out as wrong values
 * and 105 ended all delivery, for it has no checksums.
 */
@NullMarked
package dev.telemetry.kafka.spool;

import org.jspecify.annotations.NullMarked;
