package dev.telemetry.examples.faults.gateway;

import dev.telemetry.examples.faults.Balance;
import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.examples.faults.Scenario;
import dev.telemetry.examples.faults.stage.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Fills a spool to its own limit, and the disk under it, with each policy. The small disk is a
 * tmpfs that a child process mounts in a name space of its own; where the machine does not let it,
 * the figures say so, and only the limit is tried.
 */
final class SpoolFull implements Scenario {
  private static final int LEAST_RECORDS = 40_000;
  private static final int BYTES_PER_RECORD = 45; // about half of what a record takes

  private long refused;
  private long longestMillis;
  private long diskRuns;

  @Override
  public String name() {
    return "spool-full";
  }

  @Override
  public String fault() {
    return "the spool's limit reached, its disk full; each policy; then room again";
  }

  @Override
  public Outcome run(FaultSettings settings) throws IOException, InterruptedException {
    Outcome outcome = new Outcome(this, settings);
    Path folder = Files.createDirectories(Path.of("target", "faults", name())).toAbsolutePath();
    int records = Math.max(LEAST_RECORDS, settings.records());
    boolean mounts = mounts(folder);
    for (int round = 0; round < settings.rounds(); round++) {
      Random random = settings.random(name(), round);
      fillLimit(SpoolFolder.temporary(name()), records, random, outcome);
      if (mounts) {
        fillDisk(folder, records, random.nextLong(), outcome);
      }
      outcome.round((mounts ? 2 : 1) * FullSpool.Policy.values().length);
      settings.say("%s: round %d", name(), round);
    }
    outcome.figure("fullDisk", mounts ? diskRuns + " runs" : "not run: no tmpfs can be mounted");
    outcome.figure("refused", refused);
    outcome.figure("longestSendMillis", longestMillis);
    return outcome;
  }

  private void fillLimit(Path folder, int records, Random random, Outcome outcome)
      throws IOException {
    for (FullSpool.Policy policy : FullSpool.Policy.values()) {
      SpoolFolder spool = new SpoolFolder(folder.resolve("spool"));
      FullSpool full = new FullSpool(spool.path(), policy, bytes(records), random.nextLong());
      full.run(records, folder.resolve("none"));
      outcome.add(full.balance());
      full.failures().forEach(failure -> outcome.fail("the limit, %s", failure));
      refused(full.refused(), full.longestMillis());
      spool.delete();
    }
    Files.delete(folder);
  }

  private void refused(long records, long millis) {
    refused += records;
    longestMillis = Math.max(longestMillis, millis);
  }

  private static long bytes(int records) {
    return Math.max(1 << 20, (long) records * BYTES_PER_RECORD);
  }

  private static List<String> mounted(Path folder, long bytes, List<String> command) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "unshare",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=%d none \"$0\" && exec \"$@\"".formatted(bytes),
                folder.toString()));
    all.addAll(command);
    return all;
  }

  private static boolean mounts(Path folder) throws InterruptedException {
    try {
      return new ProcessBuilder(mounted(folder, 1 << 20, List.of("true"))).start().waitFor() == 0;
    } catch (IOException missing) {
      return false;
    }
  }

  private void fillDisk(Path folder, int records, long seed, Outcome outcome)
      throws IOException, InterruptedException {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    long bytes = bytes(records);
    List<String> main =
        List.of(FullSpoolMain.class.getName(), "" + disk, "" + bytes, "" + records, "" + seed);
    List<String> command = ChildJvm.command("full", folder, List.of("-Xmx200m"), main);
    Path said = folder.resolve("full.log");
    Process child =
        new ProcessBuilder(mounted(disk, bytes, command))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    int status = child.waitFor();
    if (status != 0) {
      outcome.fail("the process with the small disk ended with %d, see %s", status, said);
    }
    for (String line : Files.readAllLines(said)) {
      take(line, outcome);
    }
  }

  private void take(String line, Outcome outcome) {
    if (line.startsWith("balance ")) {
      long[] n = numbers(line);
      diskRuns++;
      outcome.add(new Balance(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8]));
    } else if (line.startsWith("refused ")) {
      refused(numbers(line)[0], numbers(line)[1]);
    } else if (line.startsWith("fail ")) {
      outcome.fail("%s", line.substring("fail ".length()));
    }
  }

  private static long[] numbers(String line) {
    return Arrays.stream(line.split(" ")).skip(1).mapToLong(Long::parseLong).toArray();
  }
}
