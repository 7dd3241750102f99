package dev.telemetry.kafka.spool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;

/**
 * Measures how fast records of 100 bytes are taken, by mode and by SQLite, and how soon the first
 * record of a full spool is sent. The arguments: a folder on the disk to measure, records a round,
 * rounds, and the bytes of the full spool.
 */
final class SpoolFigures {
  private static final byte[] KEY = "plant-1/line-2/press-7".getBytes(UTF_8);

  private final Path folder;
  private final int records;

  private SpoolFigures(Path folder, int records) {
    this.folder = folder;
    this.records = records;
  }

  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    SpoolFigures figures = new SpoolFigures(folder, Integer.parseInt(args[1]));
    for (int round = 0; round < Integer.parseInt(args[2]); round++) {
      figures.report("always", () -> figures.spool(SpoolSettings.defaults().forceAlways()));
      figures.report(
          "every 200 ms",
          () -> figures.spool(SpoolSettings.defaults().forceEvery(Duration.ofMillis(200))));
      figures.report("never", () -> figures.spool(SpoolSettings.defaults().forceNever()));
      figures.report("SQLite, FULL", () -> figures.sqlite("FULL"));
      figures.report("SQLite, NORMAL", () -> figures.sqlite("NORMAL"));
    }
    figures.recover(Long.parseLong(args[3]));
  }

  private interface Run {
    void run() throws Exception;
  }

  private void report(String name, Run run) throws Exception {
    long start = System.nanoTime();
    run.run();
    long nanos = System.nanoTime() - start;
    System.out.printf("%-16s %,12.0f records/s%n", name, records * 1e9 / nanos);
    empty();
  }

  private void empty() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  private static byte[] value(int number) {
    return ByteBuffer.allocate(100).putInt(number).array();
  }

  private Spool opened(SpoolSettings settings) {
    return Spool.open(
        folder,
        "readings",
        settings.maxBytes(8L << 30),
        () -> {
          throw new KafkaException("no broker");
        });
  }

  private void spool(SpoolSettings settings) {
    try (Spool spool = opened(settings)) {
      for (int i = 0; i < records; i++) {
        spool.send(KEY, value(i), (metadata, failure) -> {});
      }
      spool.flush();
      spool.close(Duration.ZERO);
    }
  }

  /** A thousand to a transaction. */
  private void sqlite(String synchronous) throws SQLException {
    try (SqliteSpool spool = new SqliteSpool(folder.resolve("spool.db"), synchronous)) {
      for (int i = 0; i < records; i++) {
        spool.add(KEY, value(i));
        if (i % 1_000 == 999) {
          spool.commit();
        }
      }
      spool.commit();
    }
  }

  /** Fills a spool, leaves it as a crash would, and waits for the first record to be sent. */
  private void recover(long bytes) throws Exception {
    try (Spool spool = opened(SpoolSettings.defaults().forceNever())) {
      for (int i = 0; spool.counters().diskBytes() < bytes; i++) {
        spool.send(KEY, value(i), (metadata, failure) -> {});
      }
      spool.close(Duration.ZERO);
    }
    // without it, nothing tells that it was closed or how far it was delivered
    Files.delete(folder.resolve(Checkpoint.NAME));
    KafkaAtHand kafka = new KafkaAtHand();
    long start = System.nanoTime();
    try (Spool spool =
        Spool.open(folder, "readings", SpoolSettings.defaults().maxBytes(8L << 30), kafka)) {
      while (kafka.arrived.isEmpty()) {
        Thread.onSpinWait();
      }
      System.out.printf(
          "first of %,d records (%,d bytes) sent after %d ms%n",
          spool.counters().recovered(),
          spool.counters().diskBytes(),
          (System.nanoTime() - start) / 1_000_000);
      spool.close(Duration.ZERO);
    }
    empty();
  }
}
