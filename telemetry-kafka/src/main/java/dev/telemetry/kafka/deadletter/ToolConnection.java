package dev.telemetry.kafka.deadletter;

import dev.telemetry.kafka.KafkaConnection;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Where Kafka is. The fields are for {@code --help}; the connection reads the words itself. */
@SuppressWarnings("UnusedVariable") // picocli shows them
final class ToolConnection {
  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      scope = ScopeType.INHERIT,
      description = "Some brokers, comma separated.")
  private @Nullable String kafka;

  @Option(
      names = "--registry",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description = "The schema registry.")
  private @Nullable String registry;

  @Option(
      names = "--insecure-local",
      scope = ScopeType.INHERIT,
      description = "Neither encrypted nor authenticated.")
  private boolean insecureLocal;

  @Option(
      names = "--truststore",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Whom to trust, where it is not whom Java trusts.")
  private @Nullable String trustStore;

  @Option(
      names = "--truststore-password-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Holds its password.")
  private @Nullable String trustStorePasswordFile;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "For SCRAM, with --password-file or TELEMETRY_KAFKA_PASSWORD.")
  private @Nullable String user;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Holds the user's password.")
  private @Nullable String passwordFile;

  KafkaConnection from(String... args) {
    return KafkaConnection.fromArgs(args);
  }
}
