package dev.telemetry.kafka.spool;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telemetry.kafka.spool.VolatileFiles.Flaw;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The policy for a full spool, where the disk is full long before the spool is. */
class FullDiskTest {
  private static final int RECORD_BYTES = 1_000;

  private final VolatileFiles files = new VolatileFiles(1, Flaw.NONE, Long.MAX_VALUE);
  private final KafkaAtHand kafka = new KafkaAtHand();
  private final AtomicLong sent = new AtomicLong();
  private Spool spool;

  private void openWithRoomFor(int bytes, SpoolSettings settings) throws IOException {
    kafka.reachable = false;
    spool = new Spool(files, "readings", settings, kafka, (subject, schema) -> 0, () -> 7);
    files.leaveRoomFor(bytes);
  }

  @AfterEach
  void close() {
    spool.close(Duration.ZERO);
  }

  private CompletableFuture<Long> send() {
    CompletableFuture<Long> stored = new CompletableFuture<>();
    long number = sent.getAndIncrement();
    spool.send(
        null,
        KafkaAtHand.value(number, RECORD_BYTES),
        (metadata, failure) -> {
          if (failure == null) {
            stored.complete(number);
          } else {
            stored.completeExceptionally(failure);
          }
        });
    return stored;
  }

  private void fill() {
    for (int i = 0; i < 100; i++) {
      assertThat(send()).succeedsWithin(ofMinutes(1));
    }
  }

  @Test
  void rejectsAtOnceAndSaysThatTheDiskIsFull() throws IOException {
    openWithRoomFor(150_000, SpoolSettings.defaults().rejectWhenFull());
    fill();
    files.leaveRoomFor(0);
    assertThat(send())
        .failsWithin(ofMinutes(1))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(SpoolFullException.class)
        .withMessageContaining("has room");
    files.capacity = Long.MAX_VALUE;
    assertThat(send()).succeedsWithin(ofMinutes(1));
  }

  @Test
  void blocksUntilKafkaHasMadeRoom() throws IOException {
    openWithRoomFor(150_000, SpoolSettings.defaults().blockWhenFull(ofMinutes(5)));
    fill();
    files.leaveRoomFor(0);
    CompletableFuture<Long> waiting = send();
    assertThat(waiting).isNotDone();
    kafka.reachable = true;
    assertThat(waiting).succeedsWithin(ofMinutes(1));
    await().atMost(ofMinutes(1)).until(() -> spool.counters().pending() == 0);
    assertThat(kafka.arrived).hasSize(101).isSorted();
  }

  @Test
  void blocksNoLongerThanWasSaid() throws IOException {
    openWithRoomFor(0, SpoolSettings.defaults().blockWhenFull(ofMillis(300)));
    long start = System.nanoTime();
    assertThat(send())
        .failsWithin(ofMinutes(1))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(SpoolFullException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(ofMillis(300));
  }

  @Test
  void closesWhileItBlocks() throws IOException {
    openWithRoomFor(0, SpoolSettings.defaults().blockWhenFull(ofMinutes(5)));
    CompletableFuture<Long> waiting = send();
    spool.close(Duration.ZERO);
    assertThat(waiting).failsWithin(ofSeconds(1));
  }

  @Test
  void dropsTheOldestOfAFullDisk() throws IOException {
    openWithRoomFor(150_000, SpoolSettings.defaults().maxBytes(1 << 20).dropOldestWhenFull());
    fill();
    files.leaveRoomFor(0);
    fill();
    SpoolCounters full = spool.counters();
    assertThat(full.accepted()).isEqualTo(200);
    assertThat(full.dropped()).isBetween(60L, 199L);
    kafka.reachable = true;
    await().atMost(ofMinutes(1)).until(() -> spool.counters().pending() == 0);
    assertThat(kafka.arrived).isSorted().hasSize(200 - (int) full.dropped()).contains(199L);
  }

  @Test
  void dropsNothingForADiskThatIsBroken() throws IOException {
    openWithRoomFor(10_000_000, SpoolSettings.defaults().dropOldestWhenFull());
    fill();
    files.forceFails = true;
    assertThat(send())
        .failsWithin(ofMinutes(1))
        .withThrowableOfType(ExecutionException.class)
        .withCauseExactlyInstanceOf(SpoolException.class);
    assertThat(spool.counters().dropped()).isZero();
    files.forceFails = false;
  }
}
