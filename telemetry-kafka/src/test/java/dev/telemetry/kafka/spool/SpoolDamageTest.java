package dev.telemetry.kafka.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.kafka.spool.VolatileFiles.Flaw;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpoolDamageTest {
  private static final int RECORDS = 30;

  private interface Damage {
    void to(VolatileFiles files) throws IOException;
  }

  /** A closed spool of several segments, damaged, opened, added to, and delivered. */
  private static SpoolRig delivered(boolean closed, Damage damage) throws IOException {
    VolatileFiles files = new VolatileFiles(1, Flaw.NONE, Long.MAX_VALUE);
    SpoolRig rig = new SpoolRig(SpoolSettings.defaults(), files, 1);
    rig.open();
    for (int i = 0; i < RECORDS / 3; i++) {
      rig.append(3);
      rig.store();
    }
    if (closed) {
      rig.close();
    }
    damage.to(files);
    rig.open();
    rig.append(2);
    rig.store();
    rig.drain();
    return rig;
  }

  private static List<String> segments(VolatileFiles files) {
    return files.names().stream().filter(name -> name.endsWith(".segment")).sorted().toList();
  }

  private static Damage flipped(String name, long at) {
    return files -> {
      ByteBuffer one = ByteBuffer.allocate(1);
      SpoolFile file = files.open(name);
      file.read(one, at);
      file.write(one.put(0, (byte) (one.get(0) ^ 0x41)).rewind(), at);
    };
  }

  private static void verifyAllBut(SpoolRig rig, int lost) {
    assertThat(rig.delivered()).isSorted().doesNotHaveDuplicates().hasSize(RECORDS + 2 - lost);
    assertThat(rig.counters().damaged()).isEqualTo(lost);
    assertThat(rig.counters().pending()).isZero();
  }

  private static VolatileFiles undamaged() throws IOException {
    VolatileFiles[] files = new VolatileFiles[1];
    delivered(true, found -> files[0] = found.restart(Long.MAX_VALUE));
    return files[0];
  }

  @Test
  void skipsAndCountsTheOneRecordWhoseByteIsFlipped() throws IOException {
    VolatileFiles files = undamaged();
    assertThat(segments(files)).hasSizeGreaterThan(3);
    for (String segment : segments(files)) {
      for (long at = 0; at < files.open(segment).size(); at++) {
        verifyAllBut(delivered(true, flipped(segment, at)), 1);
      }
    }
  }

  @Test
  void deliversWhatIsLeftOfATruncatedSegment() throws IOException {
    VolatileFiles files = undamaged();
    for (String segment : segments(files)) {
      long size = files.open(segment).size();
      for (long cut = 0; cut < size; cut++) {
        long left = cut;
        SpoolRig rig = delivered(true, found -> found.open(segment).truncate(left));
        long lost = rig.counters().damaged();
        assertThat(lost).isBetween(1L, 12L);
        verifyAllBut(rig, (int) lost);
      }
    }
  }

  @Test
  void deliversAroundAMissingSegment() throws IOException {
    for (String segment : segments(undamaged())) {
      SpoolRig rig = delivered(true, files -> files.delete(segment));
      assertThat(rig.counters().damaged()).isBetween(2L, 12L);
      verifyAllBut(rig, (int) rig.counters().damaged());
    }
  }

  @Test
  void deliversAllWithoutACheckpoint() throws IOException {
    verifyAllBut(delivered(true, files -> files.delete(Checkpoint.NAME)), 0);
    verifyAllBut(delivered(false, files -> files.delete(Checkpoint.NAME)), 0);
  }

  @Test
  void deliversAllWithADamagedCheckpoint() throws IOException {
    long size = undamaged().open(Checkpoint.NAME).size();
    for (long at = 0; at < size; at++) {
      verifyAllBut(delivered(true, flipped(Checkpoint.NAME, at)), 0);
      long left = at;
      verifyAllBut(delivered(true, files -> files.open(Checkpoint.NAME).truncate(left)), 0);
    }
  }

  @Test
  void deliversAllWithStrangersInTheFolder() throws IOException {
    Damage strangers =
        files -> {
          for (String name : List.of("checkpoint.new", "x.segment", "lost+found", "1-2.segment")) {
            files.create(name).write(ByteBuffer.wrap(new byte[50]), 0);
          }
        };
    verifyAllBut(delivered(true, strangers), 0);
  }

  @Test
  void deliversTheRestOfARandomlyOverwrittenSpool() throws IOException {
    VolatileFiles files = undamaged();
    for (String segment : segments(files)) {
      int size = (int) files.open(segment).size();
      for (int at = 0; at < size; at += 7) {
        byte[] noise = new byte[Math.min(90, size - at)];
        new Random(at).nextBytes(noise);
        long from = at;
        SpoolRig rig =
            delivered(true, found -> found.open(segment).write(ByteBuffer.wrap(noise), from));
        verifyAllBut(rig, (int) rig.counters().damaged());
      }
    }
  }

  @Test
  void readsARecordThatLooksLikeTheFrameOfAnother() throws IOException {
    // a value that holds an intact frame of the same epoch and sequence
    VolatileFiles files = new VolatileFiles(1, Flaw.NONE, Long.MAX_VALUE);
    SegmentedLog log = new SegmentedLog(files, Start.of(files, "t", () -> 7), 10_000);
    ByteBuffer inner = ByteBuffer.allocate(100);
    Frame.put(inner, null, new byte[] {1}, false);
    Frame.seal(inner.flip(), 7, 0);
    byte[] value = Arrays.copyOf(inner.array(), inner.limit());
    ByteBuffer outer = ByteBuffer.allocate(200);
    Frame.put(outer, null, value, false);
    log.append(outer.flip());
    log.publish();

    LogReader reader = new LogReader(files, log, (from, to) -> {});
    assertThat(reader.next().value()).isEqualTo(value);
    assertThat(reader.next()).isNull();
  }
}
