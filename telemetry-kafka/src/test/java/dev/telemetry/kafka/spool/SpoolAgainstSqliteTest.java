package dev.telemetry.kafka.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.kafka.spool.VolatileFiles.Flaw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SpoolAgainstSqliteTest {
  /** The two side by side: what one is told, the other is told. */
  private static final class Pair implements AutoCloseable {
    private final Path file;
    private final SpoolRig ours;
    private final List<Integer> theirsDelivered = new ArrayList<>();
    private SqliteSpool theirs;
    private boolean crashed;

    Pair(Path file) throws IOException, SQLException {
      this.file = file;
      ours =
          new SpoolRig(
              SpoolSettings.defaults(), new VolatileFiles(1, Flaw.NONE, Long.MAX_VALUE), 1);
      ours.open();
      theirs = new SqliteSpool(file, "FULL");
    }

    void does(int action) throws IOException, SQLException {
      switch (action % 6) {
        case 0, 1 -> append(action / 6);
        case 2, 3 -> deliver(action / 6);
        case 4 -> reopen(false);
        default -> reopen(true);
      }
      long pending = ours.counters().pending();
      // after a crash ours sends again what it had not yet written down as delivered
      assertThat(pending).isGreaterThanOrEqualTo(theirs.pending());
      assertThat(crashed || pending == theirs.pending()).isTrue();
    }

    private void append(int count) throws SQLException {
      for (int i = 0; i < count; i++) {
        theirs.add(null, Integer.toString(ours.issued() + i).getBytes(UTF_8));
      }
      theirs.commit();
      ours.append(count);
      ours.store();
    }

    private void deliver(int most) throws IOException, SQLException {
      for (byte[] value : theirs.deliver(most)) {
        theirsDelivered.add(Integer.parseInt(new String(value, UTF_8)));
      }
      ours.deliverNew(most);
    }

    private void reopen(boolean crash) throws IOException, SQLException {
      theirs.close();
      theirs = new SqliteSpool(file, "FULL");
      crashed |= crash;
      if (!crash) {
        ours.close();
      }
      ours.open();
    }

    @Override
    public void close() throws SQLException {
      theirs.close();
    }
  }

  @Property(tries = 60)
  void deliversWhatATableWouldDeliver(
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 100) Integer> actions)
      throws IOException, SQLException {
    Path folder = Files.createTempDirectory("spool-");
    try (Pair pair = new Pair(folder.resolve("peer.db"))) {
      for (int action : actions) {
        pair.does(action);
        assertThat(pair.ours.delivered()).isEqualTo(pair.theirsDelivered);
      }
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
