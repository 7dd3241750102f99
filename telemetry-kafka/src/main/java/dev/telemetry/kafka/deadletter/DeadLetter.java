package dev.telemetry.kafka.deadletter;

import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;

/**
 * A record that a job put aside.
 *
 * @param id where it stands: topic, partition and offset of the dead letter, as {@code
 *     sensor.quarantine.v1-0@42}
 * @param at when it was put there, by Kafka's clock
 * @param content the record, whole: a {@link Quarantined} or a {@link Rejected}
 */
public record DeadLetter(String id, Instant at, SpecificRecord content) {
  /**
   * Why it was put aside.
   *
   * @return the class of the error, or the name of the rule
   */
  public String reason() {
    return content instanceof Rejected rejected
        ? rejected.getReason().name()
        : ((Quarantined) content).getErrorClass();
  }

  /**
   * What was wrong with it.
   *
   * @return a sentence
   */
  public String message() {
    return content instanceof Rejected rejected
        ? rejected.getDetail()
        : ((Quarantined) content).getErrorMessage();
  }

  /**
   * Where it was read from.
   *
   * @return topic, partition and offset, as {@code sensor.readings.v1-3@17}; empty for a rejected
   *     reading, which does not know
   */
  public String origin() {
    return content instanceof Quarantined record
        ? position(record.getTopic(), record.getPartition(), record.getOffset())
        : "";
  }

  static String position(String topic, int partition, long offset) {
    return topic + "-" + partition + "@" + offset;
  }
}
