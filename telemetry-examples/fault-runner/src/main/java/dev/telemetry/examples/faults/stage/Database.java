package dev.telemetry.examples.faults.stage;

import dev.telemetry.flink.sink.JdbcConnection;
import dev.telemetry.testkit.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The PostgreSQL server, which can be killed, frozen and started again with its data. */
public final class Database implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final LocalPostgres postgres = LocalPostgres.start();
  private final Path log;
  private final List<String> command;
  private ProcessHandle server;

  Database(Path logs) throws IOException, SQLException {
    log = logs.resolve("postgres.log");
    server = findServer();
    command = commandOf(server);
  }

  /** For the job's sink. */
  public JdbcConnection forSink() {
    return JdbcConnection.to(postgres.jdbcUrl(), postgres.user(), postgres.password());
  }

  /** A new connection of the ledger's own. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
  }

  /** The server that a connection's own process was forked from. */
  private ProcessHandle findServer() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return ProcessHandle.of(row.getLong(1)).flatMap(ProcessHandle::parent).orElseThrow();
    }
  }

  private static List<String> commandOf(ProcessHandle server) throws IOException {
    String line = Files.readString(Path.of("/proc/" + server.pid() + "/cmdline"));
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("unshare", "-U")); // it refuses to run as root
    }
    command.addAll(List.of(line.split("\0")));
    return command;
  }

  /** The end without a last word; the processes of its connections follow it. */
  public void kill9() throws InterruptedException {
    List<ProcessHandle> backends = server.children().toList();
    server.destroyForcibly();
    backends.forEach(ProcessHandle::destroyForcibly);
    server.onExit().join();
    backends.forEach(backend -> backend.onExit().join());
  }

  /** Ends all connections and itself, as for an update; {@link #heal} starts it again. */
  public void shutDown() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(server.pid())).start().waitFor();
    server.onExit().join();
  }

  /** Stops it and all its connections until the freeze is closed. */
  public Freeze freeze() throws IOException, InterruptedException {
    return Freeze.of(
        Stream.concat(Stream.of(server), server.descendants()).toArray(ProcessHandle[]::new));
  }

  /** Starts it where it is down, and waits until it answers. */
  public void heal() throws IOException, InterruptedException {
    if (!server.isAlive()) {
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    }
    Await.require("PostgreSQL", START_LIMIT, this::answers);
  }

  private boolean answers() throws SQLException {
    server = findServer();
    return true;
  }

  @Override
  public void close() {
    postgres.close();
  }
}
