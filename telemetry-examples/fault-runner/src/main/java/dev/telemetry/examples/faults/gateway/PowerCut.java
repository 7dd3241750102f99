package dev.telemetry.examples.faults.gateway;

import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.examples.faults.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Cuts the power of a spool that forces always, at each operation of a run: a file system between
 * the spool and the disk notes what is forced and what is not. A small run is cut at every
 * operation, a large one here and there; each time once so that nothing unforced is left, and once
 * so that some of it is. Not covered: a disk that says that it forced what it did not, and a second
 * cut while the spool recovers.
 */
final class PowerCut implements Scenario {
  static final String NO_FORCE = "no-fsync";

  private static final int FEW = 120;
  private static final int SAMPLES_QUICK = 10;
  private static final int SAMPLES = 40;

  @Override
  public String name() {
    return "power-cut";
  }

  @Override
  public String fault() {
    return "unforced writes, creations, renames and deletions forgotten, at each file operation";
  }

  @Override
  public Outcome run(FaultSettings settings) throws IOException {
    Outcome outcome = new Outcome(this, settings);
    Path folder = SpoolFolder.temporary(name());
    boolean forces = !settings.broken(NO_FORCE);
    for (int round = 0; round < settings.rounds() && outcome.passed(); round++) {
      Random random = settings.random(name(), round);
      CutRun small = new CutRun(folder.resolve("run"), random.nextLong(), FEW, forces);
      int cuts = cut(small, 1, folder, random, outcome);
      CutRun large =
          new CutRun(folder.resolve("run"), random.nextLong(), settings.records(), forces);
      int samples = settings.quick() ? SAMPLES_QUICK : SAMPLES;
      double share = Math.min(1, (double) samples / large.moments());
      cuts += cut(large, share, folder, random, outcome);
      outcome.round(cuts);
      settings.say("%s: round %d, %d times cut", name(), round, cuts);
    }
    Files.delete(folder);
    return outcome;
  }

  private static int cut(CutRun run, double share, Path folder, Random random, Outcome outcome)
      throws IOException {
    Disk disk = new Disk();
    int cuts = 0;
    for (int moment = 0; moment <= run.moments() && outcome.passed(); moment++) {
      if (random.nextDouble() < share) {
        cuts += cut(run, moment, disk, folder.resolve("left"), random, outcome);
      }
      if (moment < run.moments()) {
        run.operation(moment).accept(disk);
      }
    }
    return cuts;
  }

  private static int cut(
      CutRun run, int moment, Disk disk, Path folder, Random random, Outcome outcome)
      throws IOException {
    String what = "cut at operation %d of %d".formatted(moment, run.moments());
    SpoolFolder left = new SpoolFolder(Files.createDirectory(folder));
    disk.leaveForced(folder);
    run.recovered(folder, moment).addTo(outcome, what + ", nothing unforced left");
    left.clear();
    disk.leaveAny(folder, random);
    run.recovered(folder, moment).addTo(outcome, what + ", something unforced left");
    left.delete();
    return 2;
  }
}
