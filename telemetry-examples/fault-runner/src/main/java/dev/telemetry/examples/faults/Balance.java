package dev.telemetry.examples.faults;

import java.util.ArrayList;
import java.util.List;

/**
 * What became of the records of a round, by the ledger.
 *
 * @param accepted acknowledged to the caller
 * @param delivered of these, found where they should be
 * @param pending of these, still on their way when the round ended, on disk
 * @param dropped of these, dropped by the policy that was chosen, and counted
 * @param quarantined of these, set aside with their reason
 * @param damaged of these, made unreadable by the disk, and counted
 * @param duplicated found more than once
 * @param unissued found, but never sent
 * @param corrupt found with another payload than was sent
 */
public record Balance(
    long accepted,
    long delivered,
    long pending,
    long dropped,
    long quarantined,
    long damaged,
    long duplicated,
    long unissued,
    long corrupt) {

  /** Where no disk is damaged. */
  public Balance(
      long accepted,
      long delivered,
      long pending,
      long dropped,
      long quarantined,
      long duplicated,
      long unissued,
      long corrupt) {
    this(accepted, delivered, pending, dropped, quarantined, 0, duplicated, unissued, corrupt);
  }

  /** Accepted, and nowhere to be found. */
  public long lost() {
    return accepted - delivered - pending - dropped - quarantined - damaged;
  }

  /** What is wrong, a sentence each. */
  List<String> defects() {
    List<String> defects = new ArrayList<>();
    say(defects, lost(), "lost");
    say(defects, duplicated, "delivered more than once");
    say(defects, unissued, "delivered but never issued");
    say(defects, corrupt, "delivered with a wrong payload");
    return defects;
  }

  private static void say(List<String> defects, long count, String what) {
    if (count != 0) {
      defects.add("%,d records %s".formatted(count, what));
    }
  }
}
