package dev.telemetry.kafka.spool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The main program of a process that is to be killed: sends numbered records without end, and notes
 * each acknowledgement and each delivery in files that outlive it.
 */
final class SpoolVictim {
  private final FileOutputStream acknowledged;
  private final FileOutputStream delivered;

  SpoolVictim(Path folder) throws IOException {
    acknowledged = new FileOutputStream(folder.resolve("acknowledged").toFile(), true);
    delivered = new FileOutputStream(folder.resolve("delivered").toFile(), true);
  }

  /** Folder, first number, round. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    SpoolVictim victim = new SpoolVictim(folder);
    Spool spool = victim.open(folder, Integer.parseInt(args[2]));
    for (long number = Long.parseLong(args[1]); true; number++) {
      long now = number;
      byte[] value = KafkaAtHand.value(number, 60);
      spool.send("pump-1".getBytes(UTF_8), value, (metadata, failure) -> victim.acknowledged(now));
    }
  }

  /** In small segments, so that the kill may find one begun, ended or deleted. */
  Spool open(Path folder, int round) {
    KafkaAtHand kafka = new KafkaAtHand();
    kafka.ledger = this::delivered;
    SpoolSettings settings = settings(round).maxBytes(1 << 20);
    return Spool.open(folder.resolve("spool"), "readings", settings, kafka);
  }

  private static SpoolSettings settings(int round) {
    return switch (round % 3) {
      case 0 -> SpoolSettings.defaults().forceAlways();
      case 1 -> SpoolSettings.defaults().forceEvery(Duration.ofMillis(10));
      default -> SpoolSettings.defaults().forceNever();
    };
  }

  private void acknowledged(long number) {
    write(acknowledged, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  private void delivered(ProducerRecord<byte[], byte[]> record) {
    Origin origin = Origin.of(record.headers()).orElseThrow();
    long number = ByteBuffer.wrap(record.value()).getLong();
    write(
        delivered,
        ByteBuffer.allocate(3 * Long.BYTES)
            .putLong(origin.epoch())
            .putLong(origin.sequence())
            .putLong(number)
            .array());
  }

  private static void write(FileOutputStream file, byte[] bytes) {
    try {
      file.write(bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
