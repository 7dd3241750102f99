package dev.telemetry.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Kafka, schema registry and PostgreSQL, started side by side. Nothing stays behind: closing stops
 * all, and so does the end of the JVM by System.exit, Ctrl-C or SIGTERM.
 */
public final class LocalStack implements AutoCloseable {
  private final LocalKafka kafka;
  private final LocalSchemaRegistry registry;
  private final LocalPostgres postgres;

  private LocalStack(LocalKafka kafka, LocalSchemaRegistry registry, LocalPostgres postgres) {
    this.kafka = kafka;
    this.registry = registry;
    this.postgres = postgres;
  }

  /**
   * Starts the three and waits until all serve.
   *
   * @return the running stack; close it
   * @throws IllegalStateException if one does not start; the others are stopped then
   */
  public static LocalStack start() {
    return start(line -> {});
  }

  /**
   * Starts the three and waits until all serve.
   *
   * @param progress takes a line for each service that is up, on the thread that started it
   * @return the running stack; close it
   * @throws IllegalStateException if one does not start; the others are stopped then
   */
  public static LocalStack start(Consumer<String> progress) {
    ExecutorService starters = Executors.newFixedThreadPool(3);
    try {
      var kafka = starting(LocalKafka::start, progress, starters);
      var registry = starting(LocalSchemaRegistry::start, progress, starters);
      var postgres = starting(LocalPostgres::start, progress, starters);
      return allOrNone(kafka, registry, postgres);
    } finally {
      starters.shutdown();
    }
  }

  private static <T extends LocalService> CompletableFuture<T> starting(
      Supplier<T> start, Consumer<String> progress, ExecutorService starters) {
    return CompletableFuture.supplyAsync(
        () -> {
          long began = System.nanoTime();
          T service = start.get();
          long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
          progress.accept("%s is up after %.1f s".formatted(service, millis / 1000.0));
          return service;
        },
        starters);
  }

  private static LocalStack allOrNone(
      CompletableFuture<LocalKafka> kafka,
      CompletableFuture<LocalSchemaRegistry> registry,
      CompletableFuture<LocalPostgres> postgres) {
    try {
      CompletableFuture.allOf(kafka, registry, postgres).join();
      return new LocalStack(kafka.join(), registry.join(), postgres.join());
    } catch (CompletionException e) {
      List.of(kafka, registry, postgres).forEach(LocalStack::closeIfUp);
      throw new IllegalStateException("the local stack did not start", e.getCause());
    }
  }

  private static void closeIfUp(CompletableFuture<? extends LocalService> service) {
    if (!service.isCompletedExceptionally()) {
      service.join().close();
    }
  }

  /**
   * The broker.
   *
   * @return the running broker
   */
  public LocalKafka kafka() {
    return kafka;
  }

  /**
   * The schema registry.
   *
   * @return the running registry
   */
  public LocalSchemaRegistry registry() {
    return registry;
  }

  /**
   * The database.
   *
   * @return the running database server
   */
  public LocalPostgres postgres() {
    return postgres;
  }

  /** Stops all three. A second call does nothing. */
  @Override
  public void close() {
    List<RuntimeException> failures = new ArrayList<>();
    for (LocalService service : List.of(registry, postgres, kafka)) {
      try {
        service.close();
      } catch (RuntimeException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      RuntimeException first = failures.get(0);
      failures.stream().skip(1).forEach(first::addSuppressed);
      throw first;
    }
  }
}
