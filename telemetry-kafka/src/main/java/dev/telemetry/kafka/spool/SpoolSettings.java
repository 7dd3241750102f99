package dev.telemetry.kafka.spool;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/**
 * How safe a spool keeps its records, how much it may hold, and what happens then. Immutable: each
 * step returns new settings.
 *
 * <p>A record is acknowledged when it is as safe as was said. What a crash of the process leaves is
 * the same in all modes: every acknowledged record. They differ in what a power cut, or a crash of
 * the operating system, may take:
 *
 * <table>
 * <caption>Acknowledged records that a power cut may take</caption>
 * <tr><th>mode<th>acknowledged<th>lost at most
 * <tr><td>{@link #forceAlways()}<td>once forced to the disk, many at a time<td>none
 * <tr><td>{@link #forceEvery}<td>once written<td>those of the last interval, and of the one force
 *     that was under way
 * <tr><td>{@link #forceNever()}<td>once written<td>what the system has not yet written by itself,
 *     by default those of about the last 30 seconds on Linux
 * </table>
 *
 * <p>All of this holds for a disk that keeps what it says it has kept.
 */
public final class SpoolSettings {
  enum Force {
    ALWAYS,
    INTERVAL,
    NEVER
  }

  enum WhenFull {
    BLOCK,
    REJECT,
    DROP_OLDEST
  }

  private static final Duration LONGEST_INTERVAL = Duration.ofMillis(500);
  private static final long LEAST_BYTES = 1 << 20;
  private static final long MOST_SEGMENT_BYTES = 16 << 20;
  private static final int PARTS = 16;

  private final Force force;
  private final Duration interval;
  private final long maxBytes;
  private final WhenFull whenFull;
  private final Duration patience;
  private final String device;

  private SpoolSettings(
      Force force,
      Duration interval,
      long maxBytes,
      WhenFull whenFull,
      Duration patience,
      String device) {
    this.force = force;
    this.interval = interval;
    this.maxBytes = maxBytes;
    this.whenFull = whenFull;
    this.patience = patience;
    this.device = device;
  }

  /**
   * Forces always, holds 1 GiB, blocks for a minute when full, is named like this machine.
   *
   * @return the settings
   */
  public static SpoolSettings defaults() {
    return new SpoolSettings(
        Force.ALWAYS,
        LONGEST_INTERVAL,
        1L << 30,
        WhenFull.BLOCK,
        Duration.ofMinutes(1),
        hostName());
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "unnamed";
    }
  }

  /**
   * Acknowledges a record once it is forced to the disk; records that wait at the same time share a
   * force. Loses none. The default.
   *
   * @return the settings
   */
  public SpoolSettings forceAlways() {
    return new SpoolSettings(Force.ALWAYS, interval, maxBytes, whenFull, patience, device);
  }

  /**
   * Acknowledges a record once it is written, and forces all of them now and then.
   *
   * @param newInterval positive, 500 ms at most
   * @return the settings
   */
  public SpoolSettings forceEvery(Duration newInterval) {
    if (newInterval.isNegative()
        || newInterval.isZero()
        || newInterval.compareTo(LONGEST_INTERVAL) > 0) {
      throw new IllegalArgumentException(
          "interval must be > 0 and at most 500 ms, was " + newInterval);
    }
    return new SpoolSettings(Force.INTERVAL, newInterval, maxBytes, whenFull, patience, device);
  }

  /**
   * Acknowledges a record once it is written, and leaves forcing to the operating system.
   *
   * @return the settings
   */
  public SpoolSettings forceNever() {
    return new SpoolSettings(Force.NEVER, interval, maxBytes, whenFull, patience, device);
  }

  /**
   * Bounds what the spool takes of the disk, quarantined records with it; besides there are only a
   * lock, a checkpoint and a reserve of less than 24 KiB, and a file for each schema. Space is
   * given back a sixteenth at a time, or 16 MiB where that is less.
   *
   * @param bytes at least 1 MiB
   * @return the settings
   */
  public SpoolSettings maxBytes(long bytes) {
    if (bytes < LEAST_BYTES) {
      throw new IllegalArgumentException("maxBytes must be at least 1 MiB, was " + bytes);
    }
    return new SpoolSettings(force, interval, bytes, whenFull, patience, device);
  }

  /**
   * Lets who sends into a full spool wait for room. The default, for a minute.
   *
   * @param timeout then the record is refused; zero or more
   * @return the settings
   */
  public SpoolSettings blockWhenFull(Duration timeout) {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("timeout must be zero or more, was " + timeout);
    }
    return new SpoolSettings(force, interval, maxBytes, WhenFull.BLOCK, timeout, device);
  }

  /**
   * Refuses records while the spool is full.
   *
   * @return the settings
   */
  public SpoolSettings rejectWhenFull() {
    return new SpoolSettings(force, interval, maxBytes, WhenFull.REJECT, patience, device);
  }

  /**
   * Makes room for new records by deleting the oldest, a segment at a time, and counts them.
   *
   * @return the settings
   */
  public SpoolSettings dropOldestWhenFull() {
    return new SpoolSettings(force, interval, maxBytes, WhenFull.DROP_OLDEST, patience, device);
  }

  /**
   * Names the device that the records come from, see {@link Origin}.
   *
   * @param name not empty; this machine's name unless told
   * @return the settings
   */
  public SpoolSettings device(String name) {
    if (requireNonNull(name, "device").isBlank()) {
      throw new IllegalArgumentException("device must not be blank, was \"" + name + "\"");
    }
    return new SpoolSettings(force, interval, maxBytes, whenFull, patience, name);
  }

  Force force() {
    return force;
  }

  long intervalNanos() {
    return interval.toNanos();
  }

  WhenFull whenFull() {
    return whenFull;
  }

  Duration patience() {
    return patience;
  }

  String device() {
    return device;
  }

  long quarantineBytes() {
    return maxBytes / PARTS;
  }

  long logBytes() {
    return maxBytes - quarantineBytes();
  }

  long segmentBytes() {
    return Math.min(MOST_SEGMENT_BYTES, maxBytes / PARTS);
  }

  @Override
  public String toString() {
    return "spool of " + maxBytes + " bytes, force " + force + ", when full " + whenFull;
  }
}
