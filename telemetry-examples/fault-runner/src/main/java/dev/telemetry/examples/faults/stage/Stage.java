package dev.telemetry.examples.faults.stage;

import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.kafka.KafkaConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * All that a pipeline runs on, as real processes on the loopback interface: three brokers,
 * registry, PostgreSQL, a JobManager and two TaskManagers. One stage serves all scenarios of a run;
 * a scenario that could not put it in order again spoils it, and the next one gets a new one.
 */
public final class Stage implements AutoCloseable {
  private static final Path FOLDER = Path.of("target", "faults", "stage");
  private static Stage shared;

  private final Path folder;
  private final Brokers brokers;
  private final Flink flink;
  private final Database database;
  private final Registry registry;

  private Stage(Path folder) throws Exception {
    this.folder = folder;
    CompletableFuture<Registry> registryStarts = started(Registry::new);
    CompletableFuture<Database> databaseStarts =
        started(() -> new Database(Files.createDirectories(folder.resolve("logs"))));
    brokers = Brokers.start(folder);
    flink = Flink.start(folder);
    registry = registryStarts.join();
    database = databaseStarts.join();
    brokers.awaitAll();
    flink.heal();
  }

  private interface Start<S> {
    S start() throws Exception;
  }

  private static <S> CompletableFuture<S> started(Start<S> start) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return start.start();
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        });
  }

  /** The stage of this run, started with the first scenario that needs it. */
  public static synchronized Stage shared(FaultSettings settings) throws Exception {
    if (shared == null) {
      long begin = System.nanoTime();
      settings.say("three brokers, registry, PostgreSQL and a Flink cluster start");
      deleteAll(FOLDER);
      shared = new Stage(Files.createDirectories(FOLDER).toAbsolutePath());
      Runtime.getRuntime().addShutdownHook(new Thread(shared::close, "stage-shutdown"));
      settings.say("they are up after %d s", (System.nanoTime() - begin) / 1_000_000_000);
    }
    shared.heal();
    return shared;
  }

  /** Ends the stage of this run, if there is one. */
  public static synchronized void closeShared() {
    if (shared != null) {
      shared.spoilt();
    }
  }

  /** Gives the stage up: the next scenario gets a new one. */
  public synchronized void spoilt() {
    synchronized (Stage.class) {
      close();
      shared = null;
    }
  }

  /** Starts whatever is down, and waits until all of it serves. */
  public void heal() throws IOException, InterruptedException {
    registry.mood(Registry.Mood.HONEST);
    brokers.heal();
    database.heal();
    flink.heal();
  }

  /** Kafka and the registry, as a gateway or a job would reach them. */
  public KafkaConnection kafka() {
    return KafkaConnection.to(brokers.bootstrapServers()).registry(registry.url()).insecureLocal();
  }

  /** The brokers. */
  public Brokers brokers() {
    return brokers;
  }

  /** The Flink cluster. */
  public Flink flink() {
    return flink;
  }

  /** PostgreSQL. */
  public Database database() {
    return database;
  }

  /** The schema registry. */
  public Registry registry() {
    return registry;
  }

  /** A new folder of the stage, say for a spool. */
  public Path folder(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  /** The most memory that any process has taken so far. */
  public long peakRssMegabytes() {
    Stream<ChildJvm> flinkProcesses =
        Stream.concat(flink.taskManagers().stream(), Stream.of(flink.jobManager()));
    return Stream.concat(brokers.all().stream(), flinkProcesses)
        .mapToLong(ChildJvm::peakRssMegabytes)
        .max()
        .orElse(0);
  }

  @Override
  public void close() {
    flink.close();
    brokers.close();
    database.close();
    registry.close();
  }

  private static void deleteAll(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
