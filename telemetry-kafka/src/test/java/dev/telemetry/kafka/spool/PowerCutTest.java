package dev.telemetry.kafka.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.kafka.spool.VolatileFiles.Flaw;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PowerCutTest {
  private static final long NEVER = Long.MAX_VALUE;
  private static final SpoolSettings ALWAYS =
      SpoolSettings.defaults().rejectWhenFull().forceAlways();
  private static final SpoolSettings INTERVAL =
      SpoolSettings.defaults().rejectWhenFull().forceEvery(Duration.ofNanos(1));
  private static final SpoolSettings LONG_INTERVAL =
      SpoolSettings.defaults().rejectWhenFull().forceEvery(Duration.ofMillis(500));
  private static final SpoolSettings SYSTEM =
      SpoolSettings.defaults().rejectWhenFull().forceNever();

  /** Appends, delivers, fails, closes and opens; the same for the same seed. */
  private static void script(SpoolRig rig, long seed) throws IOException {
    Random random = new Random(seed);
    rig.open();
    for (int step = 0; step < 40 && !rig.files().isCut(); step++) {
      step(rig, random);
    }
  }

  private static void step(SpoolRig rig, Random random) throws IOException {
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> {
        rig.append(1 + random.nextInt(5));
        rig.store();
      }
      case 3, 4 -> rig.deliver(random.nextInt(8));
      case 5 -> {
        rig.acknowledgeSome();
        rig.store();
      }
      case 6 -> rig.rewind();
      default -> {
        if (random.nextInt(3) == 0) {
          rig.close();
          rig.open();
        }
      }
    }
  }

  /** Runs into a power cut, perhaps into another while it recovers, and delivers the rest. */
  private static long runCut(SpoolSettings settings, Flaw flaw, long seed, long cutAt)
      throws IOException {
    SpoolRig rig = new SpoolRig(settings, new VolatileFiles(seed ^ cutAt, flaw, cutAt), seed);
    attempt(() -> script(rig, seed));
    long operations = rig.files().operations();
    rig.crashedWith(rig.files().restart(cutAt % 7));
    attempt(
        () -> {
          rig.open();
          rig.append(3);
          rig.store();
          rig.deliver(2);
        });
    rig.crashedWith(rig.files().restart(NEVER));
    rig.open();
    rig.append(2);
    rig.store();
    rig.drain();
    rig.verify();
    return operations;
  }

  private interface Step {
    void run() throws IOException;
  }

  private static void attempt(Step step) throws IOException {
    try {
      step.run();
    } catch (VolatileFiles.PowerCut expected) {
      // that is what it is for
    }
  }

  private static void cutEverywhere(SpoolSettings settings, Flaw flaw) throws IOException {
    for (long seed = 1; seed <= 20; seed++) {
      long operations = runCut(settings, flaw, seed, NEVER);
      assertThat(operations).isGreaterThan(20);
      for (long cutAt = 0; cutAt < operations; cutAt++) {
        try {
          runCut(settings, flaw, seed, cutAt);
        } catch (AssertionError e) {
          throw new AssertionError("seed " + seed + ", cut at operation " + cutAt, e);
        }
      }
    }
  }

  private static boolean isCaught(SpoolSettings settings, Flaw flaw) throws IOException {
    try {
      cutEverywhere(settings, flaw);
      return false;
    } catch (AssertionError expected) {
      return true;
    }
  }

  @Test
  void losesNothingThatWasForcedWhereverThePowerIsCut() throws IOException {
    cutEverywhere(ALWAYS, Flaw.NONE);
  }

  @Test
  void losesNothingOfEarlierIntervals() throws IOException {
    cutEverywhere(INTERVAL, Flaw.NONE);
    cutEverywhere(LONG_INTERVAL, Flaw.NONE);
  }

  @Test
  void inventsAndReordersNothingWhereNothingIsForced() throws IOException {
    cutEverywhere(SYSTEM, Flaw.NONE);
  }

  @Test
  void wouldCatchASpoolThatDoesNotForceItsFiles() throws IOException {
    assertThat(isCaught(ALWAYS, Flaw.FILES_NOT_FORCED)).isTrue();
    assertThat(isCaught(INTERVAL, Flaw.FILES_NOT_FORCED)).isTrue();
  }

  @Test
  void wouldCatchASpoolThatDoesNotForceItsFolder() throws IOException {
    assertThat(isCaught(ALWAYS, Flaw.FOLDER_NOT_FORCED)).isTrue();
    assertThat(isCaught(INTERVAL, Flaw.FOLDER_NOT_FORCED)).isTrue();
  }

  @Test
  void wouldCatchASpoolThatGivesASequenceTwice() throws IOException {
    assertThat(isCaught(LONG_INTERVAL, Flaw.EPOCH_KEPT)).isTrue();
    assertThat(isCaught(SYSTEM, Flaw.EPOCH_KEPT)).isTrue();
  }
}
