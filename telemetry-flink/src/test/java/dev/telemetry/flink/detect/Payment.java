package dev.telemetry.flink.detect;

import java.util.Objects;

/** A record of another domain: a POJO by Flink's rules. */
public final class Payment {
  public String card = "";
  public long millis;
  public double amount;

  public Payment() {}

  Payment(String card, long millis, double amount) {
    this.card = card;
    this.millis = millis;
    this.amount = amount;
  }

  String card() {
    return card;
  }

  long millis() {
    return millis;
  }

  double amount() {
    return amount;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payment payment
        && payment.card.equals(card)
        && payment.millis == millis
        && payment.amount == amount;
  }

  @Override
  public int hashCode() {
    return Objects.hash(card, millis, amount);
  }

  @Override
  public String toString() {
    return "%s pays %s at %d".formatted(card, amount, millis);
  }
}
