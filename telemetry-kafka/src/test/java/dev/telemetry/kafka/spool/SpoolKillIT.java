package dev.telemetry.kafka.spool;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process, as {@code kill -9} does, while it appends, delivers, rotates and deletes. */
class SpoolKillIT {
  private static final int ROUNDS = Integer.getInteger("spool.kills", 6);
  private static final long NUMBERS_A_ROUND = 1_000_000_000L;

  private record Id(long epoch, long sequence) {}

  @TempDir Path folder;

  private void killedWhileItSends(int round, long millis) throws IOException, InterruptedException {
    long before = size("acknowledged");
    Process victim =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                SpoolVictim.class.getName(),
                folder.toString(),
                Long.toString(round * NUMBERS_A_ROUND),
                Integer.toString(round))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("victim.log").toFile())
            .start();
    try {
      await().atMost(ofMinutes(1)).until(() -> size("acknowledged") > before);
      boolean unused = victim.waitFor(millis, TimeUnit.MILLISECONDS);
      assertThat(victim.isAlive()).as("runs until it is killed").isTrue();
    } finally {
      victim.destroyForcibly().onExit().join();
    }
  }

  private long size(String name) throws IOException {
    Path file = folder.resolve(name);
    return Files.exists(file) ? Files.size(file) : 0;
  }

  private ByteBuffer read(String name) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name)));
  }

  @Test
  void losesNothingAcknowledgedToAnyKill() throws Exception {
    Random random = new Random(7);
    for (int round = 0; round < ROUNDS; round++) {
      killedWhileItSends(round, random.nextInt(1_000));
    }
    try (Spool rest = new SpoolVictim(folder).open(folder, 0)) {
      await().atMost(ofMinutes(1)).until(() -> rest.counters().pending() == 0);
      assertThat(rest.counters().damaged()).isZero();
    }
    verify();
  }

  private void verify() throws IOException {
    Set<Long> acknowledged = new HashSet<>();
    ByteBuffer acknowledgements = read("acknowledged");
    while (acknowledgements.remaining() >= Long.BYTES) {
      acknowledged.add(acknowledgements.getLong());
    }
    List<Long> delivered = firstDeliveries(read("delivered"));
    assertThat(delivered).isSorted().doesNotHaveDuplicates();
    acknowledged.removeAll(new HashSet<>(delivered));
    assertThat(acknowledged).as("acknowledged and lost").isEmpty();
    assertThat(delivered).hasSizeGreaterThan(ROUNDS * 100);
  }

  private static List<Long> firstDeliveries(ByteBuffer deliveries) {
    Map<Id, Long> byId = new HashMap<>();
    List<Long> first = new ArrayList<>();
    while (deliveries.remaining() >= 3 * Long.BYTES) {
      Id id = new Id(deliveries.getLong(), deliveries.getLong());
      long number = deliveries.getLong();
      Long before = byId.putIfAbsent(id, number);
      if (before == null) {
        first.add(number);
      } else {
        assertThat(before).as("two records with one origin").isEqualTo(number);
      }
    }
    return first;
  }
}
