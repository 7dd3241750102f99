package dev.telemetry.kafka;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/** How a client proves who it is to the broker. Never shows its secret. */
public final class Sasl implements Serializable {
  private static final long serialVersionUID = 1;
  private static final String MODULES = "org.apache.kafka.common.security.";

  private final String mechanism;
  private final String module;
  private final String user;
  private final String secret;

  private Sasl(String mechanism, String module, String user, String secret) {
    this.mechanism = mechanism;
    this.module = module;
    this.user = quotable("user", user);
    this.secret = quotable("secret", secret);
  }

  /**
   * SCRAM-SHA-512: the secret itself never goes over the wire.
   *
   * @param user the user
   * @param secret the password
   * @return the mechanism with its credentials
   */
  public static Sasl scram(String user, String secret) {
    return new Sasl("SCRAM-SHA-512", MODULES + "scram.ScramLoginModule", user, secret);
  }

  /**
   * SCRAM-SHA-256, for brokers that have no SCRAM-SHA-512.
   *
   * @param user the user
   * @param secret the password
   * @return the mechanism with its credentials
   */
  public static Sasl scramSha256(String user, String secret) {
    return new Sasl("SCRAM-SHA-256", MODULES + "scram.ScramLoginModule", user, secret);
  }

  /**
   * PLAIN: the secret goes to the broker as it is, and is safe only inside TLS.
   *
   * @param user the user
   * @param secret the password
   * @return the mechanism with its credentials
   */
  public static Sasl plain(String user, String secret) {
    return new Sasl("PLAIN", MODULES + "plain.PlainLoginModule", user, secret);
  }

  private static String quotable(String name, String text) {
    requireNonNull(text, name);
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(name + " must not have control characters");
    }
    return text;
  }

  String mechanism() {
    return mechanism;
  }

  String jaasConfig() {
    return module + " required username=" + quoted(user) + " password=" + quoted(secret) + ";";
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  @Override
  public String toString() {
    return mechanism + " as " + user;
  }
}
