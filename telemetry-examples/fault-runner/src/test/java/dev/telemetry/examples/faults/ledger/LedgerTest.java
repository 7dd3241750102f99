package dev.telemetry.examples.faults.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.examples.faults.Balance;
import dev.telemetry.model.SensorReading;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ledger finds what it is there to find. */
class LedgerTest {
  private static final int READINGS = 100;

  private final Ledger ledger = new Ledger("round", Instant.EPOCH);
  private final Deliveries sink = new Deliveries(ledger);
  private final Deliveries quarantine = new Deliveries(ledger);

  @BeforeEach
  void sendAndAcknowledge() {
    for (int i = 0; i < READINGS; i++) {
      SensorReading reading = ledger.issue();
      ledger.acknowledge(reading);
      if (i > 0) {
        found(sink, reading);
      }
    }
  }

  @Test
  void findsWhatIsLost() {
    assertThat(balance().lost()).isEqualTo(1);
    found(sink, first());
    assertThat(balance().lost()).isZero();
  }

  @Test
  void countsWhatIsInQuarantineAsNeitherLostNorDelivered() {
    found(quarantine, first());
    assertThat(balance().lost()).isZero();
    assertThat(balance().quarantined()).isEqualTo(1);
    assertThat(balance().delivered()).isEqualTo(READINGS - 1);
  }

  @Test
  void findsWhatIsInOneSinkOnly() {
    found(sink, first());
    Balance balance = ledger.balance(List.of(sink, new Deliveries(ledger)), quarantine);
    assertThat(balance.lost()).isEqualTo(READINGS);
  }

  @Test
  void findsWhatCameTwice() {
    found(sink, first());
    found(sink, first());
    assertThat(balance().duplicated()).isEqualTo(1);
  }

  @Test
  void allowsWhatComesAgainAfterGoingBackOnceAndNoMore() {
    found(sink, first());
    sink.goesBackTo(new BitSet());
    found(sink, first());
    assertThat(balance().duplicated()).isZero();
    found(sink, first());
    assertThat(balance().duplicated()).isEqualTo(1);
  }

  @Test
  void allowsNothingAgainThatWasHeldThen() {
    found(sink, first());
    sink.goesBackTo(sink.seen());
    found(sink, first());
    assertThat(balance().duplicated()).isEqualTo(1);
  }

  @Test
  void findsWhatWasNeverSent() {
    SensorReading stranger = first();
    stranger.setSequence(1_000L);
    found(sink, stranger);
    assertThat(balance().unissued()).isEqualTo(1);
  }

  @Test
  void findsAnotherPayload() {
    SensorReading changed = first();
    changed.setValue(Math.nextUp(changed.getValue()));
    found(sink, changed);
    assertThat(balance().corrupt()).isEqualTo(1);
  }

  private SensorReading first() {
    return new Ledger("round", Instant.EPOCH).issue();
  }

  private Balance balance() {
    return ledger.balance(List.of(sink), quarantine);
  }

  private static void found(Deliveries sink, SensorReading reading) {
    sink.found(
        reading.getSensorId(), reading.getSequence(), reading.getEventTime(), reading.getValue());
  }
}
