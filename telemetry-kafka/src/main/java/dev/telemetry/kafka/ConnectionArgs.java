package dev.telemetry.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a connection from a program's arguments; secrets come from files or the environment. */
final class ConnectionArgs {
  static final String PASSWORD_VARIABLE = "TELEMETRY_KAFKA_PASSWORD";

  private final List<String> args;
  private final Map<String, String> environment;

  private ConnectionArgs(List<String> args, Map<String, String> environment) {
    this.args = args;
    this.environment = environment;
  }

  static KafkaConnection connection(List<String> args, Map<String, String> environment) {
    return new ConnectionArgs(args, environment).connection();
  }

  private KafkaConnection connection() {
    String kafka = value("--kafka");
    if (kafka == null) {
      throw new IllegalArgumentException("--kafka host:port is missing");
    }
    KafkaConnection connection = secured(KafkaConnection.to(kafka));
    String registry = value("--registry");
    if (registry != null) {
      connection = connection.registry(registry.split("\\s*,\\s*"));
    }
    String user = value("--user");
    return user == null ? connection : connection.sasl(Sasl.scram(user, password()));
  }

  private KafkaConnection secured(KafkaConnection connection) {
    String trustStore = value("--truststore");
    if (args.contains("--insecure-local")) {
      if (trustStore != null) {
        throw new IllegalArgumentException("--truststore and --insecure-local contradict");
      }
      return connection.insecureLocal();
    }
    if (trustStore == null) {
      return connection.tls();
    }
    String passwordFile = value("--truststore-password-file");
    return passwordFile == null
        ? connection.tls(Path.of(trustStore))
        : connection.tls(Path.of(trustStore), secret(passwordFile));
  }

  private String password() {
    String file = value("--password-file");
    if (file != null) {
      return secret(file);
    }
    String password = environment.get(PASSWORD_VARIABLE);
    if (password == null) {
      throw new IllegalArgumentException(
          "--user needs --password-file or the environment variable " + PASSWORD_VARIABLE);
    }
    return password;
  }

  private static String secret(String file) {
    try {
      return Files.readString(Path.of(file)).stripTrailing();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the secret in " + file, e);
    }
  }

  private @Nullable String value(String name) {
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (arg.startsWith(name + "=")) {
        return arg.substring(name.length() + 1);
      }
      if (arg.equals(name)) {
        return following(i);
      }
    }
    return null;
  }

  private String following(int index) {
    if (index + 1 >= args.size() || args.get(index + 1).startsWith("--")) {
      throw new IllegalArgumentException(args.get(index) + " needs a value");
    }
    return args.get(index + 1);
  }
}
