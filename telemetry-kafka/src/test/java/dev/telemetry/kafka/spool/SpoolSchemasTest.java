package dev.telemetry.kafka.spool;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToIntBiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolSchemasTest {
  private static final String SUBJECT = "readings-value";
  private static final String SCHEMA = "{\"type\":\"string\"}";

  @TempDir Path folder;
  private final KafkaAtHand kafka = new KafkaAtHand();
  private final List<Integer> ids = new CopyOnWriteArrayList<>();
  private Spool spool;

  @BeforeEach
  void listen() {
    kafka.ledger = record -> ids.add(ByteBuffer.wrap(record.value()).getInt(1));
  }

  @AfterEach
  void close() {
    if (spool != null) {
      spool.close(Duration.ZERO);
    }
  }

  private void reopen(ToIntBiFunction<String, String> registry) {
    close();
    spool = Spool.open(folder, "readings", SpoolSettings.defaults(), kafka, registry);
  }

  private static int away(String subject, String schema) {
    throw new IllegalStateException("no registry");
  }

  private void sendNumbered() {
    int number = spool.schemaNumber(SUBJECT, SCHEMA);
    byte[] value = ByteBuffer.allocate(20).put((byte) 0).putInt(number).array();
    spool.sendNumbered(null, value, (metadata, failure) -> assertThat(failure).isNull());
    spool.flush();
  }

  private void awaitNothingPending() {
    await().atMost(ofSeconds(60)).until(() -> spool.counters().pending() == 0);
  }

  @Test
  void takesRecordsWithoutARegistryAndGivesThemTheIdsOfTheOneThatIsThereLater() {
    reopen(SpoolSchemasTest::away);
    sendNumbered();
    reopen(SpoolSchemasTest::away);
    sendNumbered();
    assertThat(spool.counters().pending()).isEqualTo(2);

    reopen((subject, schema) -> subject.equals(SUBJECT) && schema.equals(SCHEMA) ? 42 : -1);
    awaitNothingPending();
    reopen((subject, schema) -> 43);
    sendNumbered();
    awaitNothingPending();

    assertThat(ids).containsExactly(42, 42, 43);
  }

  @Test
  void leavesAloneWhatIsNotNumbered() {
    reopen(SpoolSchemasTest::away);
    spool.send(null, ByteBuffer.allocate(9).put((byte) 0).putInt(7).array(), (m, failure) -> {});
    awaitNothingPending();
    assertThat(ids).containsExactly(7);
  }

  @Test
  void quarantinesRecordsWhoseSchemaIsDamagedUntilItIsKeptAgain() throws IOException {
    reopen(SpoolSchemasTest::away);
    sendNumbered();
    close();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".schema")).toList()) {
        Files.writeString(file, "x");
      }
    }
    reopen((subject, schema) -> 42);
    awaitNothingPending();
    assertThat(spool.counters().quarantined()).isEqualTo(1);
    sendNumbered();
    awaitNothingPending();
    assertThat(ids).containsExactly(42);
  }

  @Test
  void holdsNumberedRecordsBackWhileItIsOpenedWithoutARegistry() {
    reopen(SpoolSchemasTest::away);
    sendNumbered();
    close();
    spool = Spool.open(folder, "readings", SpoolSettings.defaults(), kafka);
    spool.send(null, new byte[9], (metadata, failure) -> {});
    spool.flush();
    assertThat(ids).isEmpty();
    assertThat(spool.counters().pending()).isEqualTo(2);
  }
}
