package dev.telemetry.kafka.serde;

import static java.util.Objects.requireNonNull;

import dev.telemetry.model.Quarantined;
import org.jspecify.annotations.Nullable;

/**
 * What became of one Kafka record: its value, or the record in quarantine.
 *
 * @param <T> the type of the value
 */
public final class Decoded<T> {
  private final @Nullable T value;
  private final @Nullable Quarantined quarantined;

  private Decoded(@Nullable T value, @Nullable Quarantined quarantined) {
    this.value = value;
    this.quarantined = quarantined;
  }

  static <T> Decoded<T> of(T value) {
    return new Decoded<>(requireNonNull(value, "value"), null);
  }

  static <T> Decoded<T> quarantined(Quarantined record) {
    return new Decoded<>(null, requireNonNull(record, "record"));
  }

  /**
   * Whether there is a value.
   *
   * @return true where {@link #value()} may be called, false where {@link #quarantined()} may
   */
  public boolean isReadable() {
    return value != null;
  }

  /**
   * The value.
   *
   * @return the value
   * @throws IllegalStateException where the record is in quarantine
   */
  public T value() {
    if (value == null) {
      throw new IllegalStateException("the record is in quarantine: ask isReadable() first");
    }
    return value;
  }

  /**
   * The record in quarantine, whole, with the reason.
   *
   * @return the record
   * @throws IllegalStateException where there is a value
   */
  public Quarantined quarantined() {
    if (quarantined == null) {
      throw new IllegalStateException("the record is readable: ask isReadable() first");
    }
    return quarantined;
  }

  @Override
  public String toString() {
    return value == null ? "quarantined " + quarantined : String.valueOf(value);
  }
}
