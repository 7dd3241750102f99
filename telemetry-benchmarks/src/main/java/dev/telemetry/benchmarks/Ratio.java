package dev.telemetry.benchmarks;

import java.util.List;

/**
 * The rate of one contestant divided by that of another.
 *
 * @param name in the results; the other's own where it stands for a peer
 * @param of the contestant above
 * @param to the contestant below
 */
public record Ratio(String name, String of, String to) {

  /**
   * Compares the first contestant with each of the others.
   *
   * @param contestants ours first
   * @return in their order
   */
  public static List<Ratio> ofFirst(List<? extends Contestant> contestants) {
    String ours = contestants.get(0).name();
    return contestants.stream()
        .skip(1)
        .map(peer -> new Ratio(peer.name(), ours, peer.name()))
        .toList();
  }
}
