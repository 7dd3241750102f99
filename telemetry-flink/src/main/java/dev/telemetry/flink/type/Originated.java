package dev.telemetry.flink.type;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/**
 * A record with who sent it first, as {@code dev.telemetry.kafka.spool.Origin} says: one that was
 * delivered twice has the same device, epoch and sequence both times.
 *
 * @param value the record
 * @param device the name of the spool; null where the record was not spooled
 * @param epoch a random number, new after each crash of the spool; 0 without a device
 * @param sequence of the record in its epoch, zero or more; 0 without a device
 * @param <T> the records
 */
public record Originated<T>(T value, @Nullable String device, long epoch, long sequence) {
  /**
   * A record that was not spooled.
   *
   * @param value the record
   * @param <T> the records
   * @return it, without a device
   */
  public static <T> Originated<T> unknown(T value) {
    return new Originated<>(value, null, 0, 0);
  }

  /**
   * Type information of records with their origin.
   *
   * @param values type of the records
   * @param <T> the records
   * @return a type with a serializer of its own: 18 bytes and the device's name in front of the
   *     record's
   */
  public static <T> TypeInformation<Originated<T>> typeOf(TypeInformation<T> values) {
    return new OriginatedType<>(values);
  }
}
