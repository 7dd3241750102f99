package dev.telemetry.kafka;

import dev.telemetry.model.Quarantined;
import java.util.List;

/**
 * What one poll gave. Each record that was read is in one of the two lists.
 *
 * @param records what was decoded, in order for each partition
 * @param quarantined what could not be decoded, whole, with the reason
 * @param <T> the type of the records
 */
public record Batch<T>(List<Received<T>> records, List<Quarantined> quarantined) {
  /**
   * Whether the poll gave nothing.
   *
   * @return true where both lists are empty
   */
  public boolean isEmpty() {
    return records.isEmpty() && quarantined.isEmpty();
  }
}
