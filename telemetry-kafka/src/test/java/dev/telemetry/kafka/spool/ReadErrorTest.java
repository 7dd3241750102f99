package dev.telemetry.kafka.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.telemetry.kafka.spool.VolatileFiles.Flaw;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A running spool whose disk cannot read, or reads something else than was written. */
class ReadErrorTest {
  private static final int ATTEMPTS = 5;

  private final VolatileFiles files = new VolatileFiles(1, Flaw.NONE, Long.MAX_VALUE);
  private final SpoolRig rig = new SpoolRig(SpoolSettings.defaults(), files, 1);

  @BeforeEach
  void fill() throws IOException {
    rig.open();
    for (int i = 0; i < 10; i++) {
      rig.append(3);
      rig.store();
    }
  }

  private List<String> segments() {
    return files.names().stream().filter(name -> name.endsWith(".segment")).sorted().toList();
  }

  private void failAttempts(int count) {
    for (int attempt = 0; attempt < count; attempt++) {
      assertThatIOException().isThrownBy(() -> rig.deliver(Integer.MAX_VALUE));
      try {
        rig.rewind();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void losesNothingToADiskThatReadsAgain() throws IOException {
    files.unreadable = segments().get(2);
    failAttempts(ATTEMPTS - 1);
    files.unreadable = "";
    rig.drain();
    assertThat(rig.delivered()).hasSize(30);
    assertThat(rig.counters().damaged()).isZero();
  }

  @Test
  void countsWhatCannotBeReadAndDeliversTheRest() throws IOException {
    files.unreadable = segments().get(2);
    failAttempts(ATTEMPTS);
    rig.drain();
    long damaged = rig.counters().damaged();
    assertThat(damaged).isBetween(1L, 12L);
    assertThat(rig.delivered()).isSorted().doesNotHaveDuplicates().hasSize(30 - (int) damaged);
    assertThat(rig.counters().pending()).isZero();
  }

  @Test
  void goesOnAfterAnUnreadableSegmentThatIsStillWrittenTo() throws IOException {
    List<String> segments = segments();
    files.unreadable = segments.get(segments.size() - 1);
    failAttempts(ATTEMPTS);
    rig.deliver(Integer.MAX_VALUE);
    rig.append(30);
    rig.store();
    rig.drain();
    assertThat(rig.counters().damaged()).isPositive();
    assertThat(rig.counters().pending()).isZero();
    assertThat(rig.delivered()).contains(59).hasSize(60 - (int) rig.counters().damaged());
  }

  @Test
  void opensWithAnUnreadableLastSegment() throws IOException {
    List<String> segments = segments();
    files.unreadable = segments.get(segments.size() - 1);
    rig.open();
    rig.append(1);
    rig.store();
    failAttempts(ATTEMPTS);
    rig.drain();
    assertThat(rig.delivered()).isSorted().contains(30);
    assertThat(rig.counters().pending()).isZero();
  }

  @Test
  void countsADamagedEndAtOnce() throws IOException {
    rig.drain();
    rig.append(1);
    rig.store();
    List<String> segments = segments();
    SpoolFile last = files.open(segments.get(segments.size() - 1));
    last.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), last.size() - 3);
    rig.drain();
    assertThat(rig.counters().damaged()).isEqualTo(1);
    assertThat(rig.counters().pending()).isZero();
    rig.append(3);
    rig.store();
    rig.drain();
    assertThat(rig.delivered()).hasSize(33);
  }
}
