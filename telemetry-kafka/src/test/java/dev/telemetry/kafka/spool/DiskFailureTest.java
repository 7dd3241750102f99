package dev.telemetry.kafka.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.kafka.spool.VolatileFiles.Flaw;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DiskFailureTest {
  private static final SpoolSettings REJECT = SpoolSettings.defaults().rejectWhenFull();

  private final VolatileFiles files = new VolatileFiles(1, Flaw.NONE, Long.MAX_VALUE);
  private SpoolRig rig;

  static List<SpoolSettings> everyMode() {
    return List.of(
        REJECT.forceAlways(), REJECT.forceEvery(Duration.ofNanos(1)), REJECT.forceNever());
  }

  @BeforeEach
  void open() throws IOException {
    open(REJECT);
  }

  private void open(SpoolSettings settings) throws IOException {
    rig = new SpoolRig(settings, files, 1);
    rig.open();
  }

  private void appendInSteps(int steps) {
    for (int i = 0; i < steps; i++) {
      rig.append(3);
      rig.store();
    }
  }

  @ParameterizedTest
  @MethodSource("everyMode")
  void refusesWhatADiskHasNoRoomForAndGoesOnOnceItHas(SpoolSettings settings) throws IOException {
    open(settings);
    files.leaveRoomFor(2_000);
    appendInSteps(30);
    int fitted = rig.acknowledged().size();
    assertThat(fitted).isBetween(10, 60);

    files.capacity = Long.MAX_VALUE;
    appendInSteps(5);
    rig.drain();

    assertThat(rig.acknowledged()).hasSize(fitted + 15);
    assertThat(rig.delivered()).isEqualTo(rig.acknowledged());
    assertThat(rig.counters().damaged()).isZero();
  }

  @Test
  void emptiesAFullDiskOfWhatIsDelivered() throws IOException {
    files.leaveRoomFor(2_000);
    appendInSteps(50);
    files.leaveRoomFor(0);
    int fitted = rig.acknowledged().size();
    for (int time = 0; time < 3; time++) {
      rig.drain();
      appendInSteps(5);
      assertThat(rig.acknowledged()).hasSizeGreaterThan(fitted);
      fitted = rig.acknowledged().size();
    }
    rig.drain();
    assertThat(rig.delivered()).isEqualTo(rig.acknowledged());
  }

  @Test
  void opensOnAFullDisk() throws IOException {
    appendInSteps(5);
    files.leaveRoomFor(0);
    rig.open();
    rig.drain();
    appendInSteps(1);
    rig.drain();
    assertThat(rig.delivered()).hasSize(18).isEqualTo(rig.acknowledged());
  }

  @Test
  void acknowledgesNothingThatCouldNotBeForced() throws IOException {
    appendInSteps(5);
    files.forceFails = true;
    appendInSteps(5);
    assertThat(rig.acknowledged()).hasSize(15);

    files.forceFails = false;
    appendInSteps(5);
    rig.drain();

    assertThat(rig.acknowledged()).hasSize(30);
    assertThat(rig.delivered()).isEqualTo(rig.acknowledged());
  }

  @Test
  void keepsWhatItAcknowledgedAroundAFailureThroughAPowerCut() throws IOException {
    appendInSteps(5);
    files.forceFails = true;
    appendInSteps(2);
    files.forceFails = false;
    appendInSteps(5);
    rig.crashedWith(files.restart(Long.MAX_VALUE));
    rig.open();
    rig.drain();

    assertThat(rig.delivered()).containsAll(rig.acknowledged());
    rig.verify();
  }
}
