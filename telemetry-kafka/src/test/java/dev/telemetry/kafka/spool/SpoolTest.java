package dev.telemetry.kafka.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SpoolTest {
  private static final int MEBIBYTE = 1 << 20;
  private static final SpoolSettings SMALL = SpoolSettings.defaults().maxBytes(MEBIBYTE);

  @TempDir Path folder;
  private final KafkaAtHand kafka = new KafkaAtHand();
  private final AtomicLong stored = new AtomicLong();
  private final AtomicLong unanswered = new AtomicLong();
  private Spool spool;

  private void open(SpoolSettings settings) {
    spool = Spool.open(folder, "readings", settings, kafka);
  }

  @AfterEach
  void close() {
    if (spool != null) {
      spool.close(Duration.ZERO);
    }
  }

  private void send(long number, int bytes) {
    spool.send(
        "pump-1".getBytes(UTF_8),
        KafkaAtHand.value(number, bytes),
        (metadata, failure) -> {
          stored.addAndGet(failure == null ? 1 : 0);
          unanswered.decrementAndGet();
        });
    unanswered.incrementAndGet();
  }

  private void sendAll(long count) {
    for (long number = 0; number < count; number++) {
      send(number, 8);
    }
  }

  private void awaitNothingPending() {
    await()
        .atMost(ofSeconds(60))
        .until(() -> unanswered.get() == 0 && spool.counters().pending() == 0);
  }

  private static List<Long> numbers(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  private long bytesOnDisk() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private void verifyAccounts() {
    SpoolCounters now = spool.counters();
    assertThat(now.recovered() + now.accepted())
        .isEqualTo(
            now.delivered() + now.pending() + now.quarantined() + now.dropped() + now.damaged());
  }

  @Test
  void deliversInOrderAndForgets() throws IOException {
    open(SMALL);
    sendAll(10_000);
    awaitNothingPending();

    assertThat(kafka.arrived).isEqualTo(numbers(0, 10_000));
    assertThat(stored).hasValue(10_000);
    spool.close();
    assertThat(bytesOnDisk()).isLessThan(24 << 10);
  }

  @Test
  void resumesWhereItWasClosed() {
    kafka.reachable = false;
    open(SMALL);
    sendAll(100);
    spool.close(Duration.ZERO);
    kafka.reachable = true;
    open(SMALL);
    assertThat(spool.counters().recovered()).isEqualTo(100);
    sendAll(50);
    awaitNothingPending();

    assertThat(kafka.arrived.subList(0, 100)).isEqualTo(numbers(0, 100));
    assertThat(kafka.arrived.subList(100, 150)).isEqualTo(numbers(0, 50));
    verifyAccounts();
  }

  @Test
  void rejectsWhatHasNoRoom() throws IOException {
    kafka.reachable = false;
    open(SMALL.rejectWhenFull());
    assertThatExceptionOfType(SpoolFullException.class)
        .isThrownBy(
            () -> {
              for (long number = 0; number < 10_000; number++) {
                send(number, 1000);
              }
            })
        .withMessageContaining("maxBytes");
    spool.flush();
    assertThat(stored.get()).isBetween(800L, 1_000L);
    assertThat(bytesOnDisk()).isLessThan(MEBIBYTE);

    kafka.reachable = true;
    awaitNothingPending();
    assertThat(kafka.arrived).isEqualTo(numbers(0, stored.get()));
    await().untilAsserted(() -> send(0, 1000));
  }

  @Test
  void blocksForRoomAndThenRefuses() {
    kafka.reachable = false;
    open(SMALL.blockWhenFull(ofMillis(300)));
    long start = System.nanoTime();
    assertThatExceptionOfType(SpoolFullException.class).isThrownBy(this::sendTwoMebibytes);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(ofMillis(300));
  }

  @Test
  void goesOnOnceThereIsRoom() {
    kafka.reachable = false;
    open(SMALL.blockWhenFull(ofSeconds(60)));
    CompletableFuture<Void> sending = CompletableFuture.runAsync(this::sendTwoMebibytes);
    await().until(() -> spool.counters().diskBytes() > MEBIBYTE / 2);
    assertThat(sending).isNotDone();

    kafka.reachable = true;
    assertThat(sending).succeedsWithin(ofSeconds(60));
    awaitNothingPending();
    assertThat(kafka.arrived).isEqualTo(numbers(0, 2_000));
    verifyAccounts();
  }

  private void sendTwoMebibytes() {
    for (long number = 0; number < 2_000; number++) {
      send(number, 1_000);
    }
  }

  @Test
  void dropsTheOldestAndCountsThem() throws IOException {
    kafka.reachable = false;
    open(SMALL.dropOldestWhenFull());
    for (long number = 0; number < 10_000; number++) {
      send(number, 1_000);
    }
    spool.flush();
    SpoolCounters full = spool.counters();
    assertThat(full.accepted()).isEqualTo(10_000);
    assertThat(full.dropped()).isGreaterThan(9_000);
    assertThat(bytesOnDisk()).isLessThan(MEBIBYTE);

    kafka.reachable = true;
    awaitNothingPending();
    assertThat(kafka.arrived).isEqualTo(numbers(full.dropped(), 10_000)).hasSizeGreaterThan(700);
    verifyAccounts();
  }

  @Test
  void dropsWhileItDelivers() {
    open(SMALL.dropOldestWhenFull());
    for (long number = 0; number < 20_000; number++) {
      send(number, 1_000);
    }
    awaitNothingPending();
    verifyAccounts();
    assertThat(List.copyOf(kafka.arrived)).isSorted().doesNotHaveDuplicates();
    assertThat(spool.counters().delivered()).isLessThanOrEqualTo(kafka.arrived.size());
    assertThat(spool.counters().damaged()).isZero();
  }

  @ParameterizedTest
  @MethodSource("whatPasses")
  void waitsOutWhatPassesAndKeepsTheOrder(Exception refusal) {
    AtomicLong refusals = new AtomicLong(3);
    kafka.answers = number -> number == 37 && refusals.getAndDecrement() > 0 ? refusal : null;
    open(SMALL);
    sendAll(100);
    awaitNothingPending();

    assertThat(kafka.arrived).isEqualTo(numbers(0, 100));
    assertThat(spool.counters().delivered()).isEqualTo(100);
  }

  static List<Exception> whatPasses() {
    return List.of(
        new TopicAuthorizationException("readings"),
        new InvalidTimestampException("the clock of the gateway is ahead"));
  }

  @Test
  void quarantinesOnlyTheRecordThatIsToBlame() throws IOException {
    kafka.answers =
        number -> number % 50 == 37 ? new InvalidRecordException("not on a Monday") : null;
    open(SMALL.device("gateway-7"));
    sendAll(200);
    awaitNothingPending();

    assertThat(kafka.arrived).isSorted().hasSize(196).doesNotContain(37L, 87L, 137L, 187L);
    assertThat(spool.counters().quarantined()).isEqualTo(4);
    verifyAccounts();
    spool.close();
    JsonNode kept = quarantined(37);
    assertThat(kept.get("message").asText()).isEqualTo("not on a Monday");
    assertThat(kept.get("device").asText()).isEqualTo("gateway-7");
    assertThat(kept.get("key").binaryValue()).isEqualTo("pump-1".getBytes(UTF_8));
    assertThat(kept.get("value").binaryValue()).isEqualTo(KafkaAtHand.value(37, 8));
  }

  private JsonNode quarantined(long sequence) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      Path file =
          files
              .filter(one -> one.getFileName().toString().startsWith("%018d-".formatted(sequence)))
              .filter(one -> one.toString().endsWith(".quarantined"))
              .findFirst()
              .orElseThrow();
      return new ObjectMapper().readTree(file.toFile());
    }
  }

  @Test
  void takesRecordsOfAnySizeThatFits() {
    kafka.reachable = false;
    open(SMALL);
    for (int bytes : List.of(0, 1, 100_000, 8, 200_000, 9)) {
      spool.send(null, new byte[bytes], (metadata, failure) -> stored.incrementAndGet());
    }
    assertThatThrownBy(() -> send(0, MEBIBYTE)).isInstanceOf(RecordTooLargeException.class);
    spool.flush();
    assertThat(stored).hasValue(6);
  }

  @Test
  void takesNothingOnceClosed() {
    open(SMALL);
    spool.close();
    assertThatThrownBy(() -> send(0, 8)).hasMessageContaining("closed");
    spool.close();
  }
}
