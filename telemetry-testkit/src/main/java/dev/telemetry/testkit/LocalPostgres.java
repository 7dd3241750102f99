package dev.telemetry.testkit;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL on the loopback interface, without Docker; starts as root too. Its program and
 * data (about 100 MB) lie in a temporary folder that goes with it. Built for tests: fsync is off,
 * so that it keeps what it committed when its process is killed but not when the machine goes down,
 * and whoever reaches the port may log in. Ready in 3 to 6 seconds.
 *
 * <p>It ends with this JVM, except when that is killed with SIGKILL: then the server stays.
 */
public final class LocalPostgres extends LocalService {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String SHARED_FOLDER = "ot.epg.working-dir";
  private static final String USER = "postgres";

  private @Nullable EmbeddedPostgres postgres;
  private String jdbcUrl = "";

  private LocalPostgres() {
    super("postgres");
  }

  /**
   * Starts a database server and waits until it answers.
   *
   * @return the running server; close it
   * @throws IllegalStateException if it does not start within 60 seconds
   */
  public static LocalPostgres start() {
    return started(new LocalPostgres());
  }

  /**
   * Where clients connect.
   *
   * @return the JDBC URL of the database {@code postgres}, without user and password
   */
  public String jdbcUrl() {
    return jdbcUrl;
  }

  /**
   * The user, who may do everything.
   *
   * @return the name
   */
  public String user() {
    return USER;
  }

  /**
   * The password of the user. The server takes any.
   *
   * @return the password
   */
  public String password() {
    return USER;
  }

  @Override
  void boot() throws IOException {
    int port = Ports.free(1)[0];
    postgres =
        builderIn(folder().path())
            .setPort(port)
            .setPgBinaryResolver(new OwnBinaries())
            .setOverrideWorkingDirectory(folder().resolve("program").toFile())
            .setDataDirectory(dataFolder())
            .setPGStartupWait(START_LIMIT)
            .setRegisterShutdownHook(false)
            .setServerConfig("max_connections", "100")
            .setServerConfig("shared_buffers", "32MB")
            // or a killed server would lose what it has committed
            .setServerConfig("synchronous_commit", "on")
            // it would leave a socket in the machine's folder for temporary files
            .setServerConfig("unix_socket_directories", "")
            .start();
    jdbcUrl = "jdbc:postgresql://%s:%d/postgres".formatted(Ports.LOOPBACK, port);
  }

  @Override
  void halt() {
    ProcessHandle server = serverProcess();
    try {
      if (postgres != null) {
        postgres.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL did not stop cleanly", e);
    } finally {
      if (server != null) {
        ChildJvm.stop(server, PATIENCE);
      }
    }
  }

  /** The builder makes and sweeps a shared folder, unless this property names another. */
  private static synchronized EmbeddedPostgres.Builder builderIn(Path folder) {
    String before = System.getProperty(SHARED_FOLDER);
    System.setProperty(SHARED_FOLDER, folder.resolve("shared").toString());
    try {
      return EmbeddedPostgres.builder();
    } finally {
      if (before == null) {
        System.clearProperty(SHARED_FOLDER);
      } else {
        System.setProperty(SHARED_FOLDER, before);
      }
    }
  }

  private Path dataFolder() {
    return folder().resolve("data");
  }

  /** The server is no child of ours: pg_ctl detaches it, and leaves its process id in a file. */
  private @Nullable ProcessHandle serverProcess() {
    Path file = dataFolder().resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return null;
    }
    try {
      String pid = Files.readAllLines(file).get(0).strip();
      return ProcessHandle.of(Long.parseLong(pid)).orElse(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "LocalPostgres(" + jdbcUrl + ")";
  }

  /**
   * Unpacked programs are shared per resolver; each server has its own, or closing one would delete
   * the program of the others.
   */
  private static final class OwnBinaries implements PgBinaryResolver {
    @Override
    public InputStream getPgBinary(String system, String machineHardware) throws IOException {
      return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machineHardware);
    }
  }
}
