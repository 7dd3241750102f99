package dev.telemetry.examples.faults.gateway;

import dev.telemetry.examples.faults.Balance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Fills the disk of a folder, once for each policy, and prints what came of it: lines for {@link
 * SpoolFull}, which starts this in a process that has a small disk mounted there.
 */
public final class FullSpoolMain {
  private static final int BALLAST_BYTES = 1 << 18;

  private FullSpoolMain() {}

  /** Takes the folder, the bytes of its disk, how many records to send, and a seed. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    long diskBytes = Long.parseLong(arguments[1]);
    int records = Integer.parseInt(arguments[2]);
    Random random = new Random(Long.parseLong(arguments[3]));
    for (FullSpool.Policy policy : FullSpool.Policy.values()) {
      Path ballast = Files.write(folder.resolve("ballast"), new byte[BALLAST_BYTES]);
      SpoolFolder spool = new SpoolFolder(folder.resolve("spool"));
      // the disk is full before the spool is
      FullSpool full = new FullSpool(spool.path(), policy, 2 * diskBytes, random.nextLong());
      full.run(records, ballast);
      print(full.balance());
      System.out.printf("refused %d %d%n", full.refused(), full.longestMillis());
      full.failures().forEach(failure -> System.out.println("fail a full disk, " + failure));
      Files.deleteIfExists(ballast);
      spool.delete();
    }
  }

  private static void print(Balance balance) {
    System.out.printf(
        "balance %d %d %d %d %d %d %d %d %d%n",
        balance.accepted(),
        balance.delivered(),
        balance.pending(),
        balance.dropped(),
        balance.quarantined(),
        balance.damaged(),
        balance.duplicated(),
        balance.unissued(),
        balance.corrupt());
  }
}
