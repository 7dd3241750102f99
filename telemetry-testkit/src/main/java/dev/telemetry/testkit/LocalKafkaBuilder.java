package dev.telemetry.testkit;

import static java.util.stream.Collectors.joining;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A broker that speaks TLS only, and knows its users: by password (PLAIN, SCRAM-SHA-256 and
 * SCRAM-SHA-512) or by certificate. What a user may do stands in the cluster's ACLs, which are
 * empty at first: a user may do nothing, a super user everything. Immutable: each step returns a
 * new builder.
 */
public final class LocalKafkaBuilder {
  /** The certificate is for this name alone, so that tests can also see 127.0.0.1 refused. */
  static final String HOST = "localhost";

  private static final List<String> SCRAM = List.of("SCRAM-SHA-256", "SCRAM-SHA-512");
  private static final String MODULES = "org.apache.kafka.common.security.";

  private final LocalCertificates certificates;
  private final Map<String, String> secrets;
  private final List<String> superUsers;

  private LocalKafkaBuilder(
      LocalCertificates certificates, Map<String, String> secrets, List<String> superUsers) {
    this.certificates = certificates;
    this.secrets = secrets;
    this.superUsers = superUsers;
  }

  LocalKafkaBuilder(LocalCertificates certificates) {
    this(certificates, Map.of(), List.of());
  }

  /**
   * Adds a user who may do what the ACLs of {@code User:name} say. A client that shows a
   * certificate of this common name is the same user.
   *
   * @param name letters, digits and dashes
   * @param secret the password: letters, digits and dashes
   * @return the builder
   */
  public LocalKafkaBuilder user(String name, String secret) {
    Map<String, String> more = new LinkedHashMap<>(secrets);
    more.put(plain(name), plain(secret));
    return new LocalKafkaBuilder(certificates, more, superUsers);
  }

  /**
   * Adds a user who may do everything.
   *
   * @param name letters, digits and dashes
   * @param secret the password: letters, digits and dashes
   * @return the builder
   */
  public LocalKafkaBuilder superUser(String name, String secret) {
    LocalKafkaBuilder added = user(name, secret);
    List<String> more = Stream.concat(superUsers.stream(), Stream.of(name)).toList();
    return new LocalKafkaBuilder(certificates, added.secrets, more);
  }

  /** Kafka's three ways to write a secret down quote differently; these need no quotes in any. */
  private static String plain(String text) {
    if (!text.matches("[\\w-]+")) {
      throw new IllegalArgumentException("names and secrets are letters, digits and dashes only");
    }
    return text;
  }

  /**
   * Starts the broker and waits until it serves.
   *
   * @return the running broker; close it
   * @throws IllegalStateException if it does not start
   */
  public LocalKafka start() {
    return LocalKafka.start(this);
  }

  /** What the storage is formatted with, beside what every broker's is. */
  List<String> formatArguments() {
    return secrets.entrySet().stream()
        .flatMap(user -> SCRAM.stream().map(mechanism -> scram(mechanism, user)))
        .flatMap(credential -> Stream.of("--add-scram", credential))
        .toList();
  }

  private static String scram(String mechanism, Map.Entry<String, String> user) {
    return "%s=[name=%s,password=%s]".formatted(mechanism, user.getKey(), user.getValue());
  }

  /**
   * Listeners for users with a password, for those with a certificate, the broker itself among
   * them, and for the controller.
   */
  void addTo(Properties settings, int passwordPort, int certificatePort, int controllerPort) {
    String clients = "SASL_SSL://%1$s:%2$d,SSL://%1$s:%3$d";
    settings.put(
        "listeners",
        clients.formatted(Ports.LOOPBACK, passwordPort, certificatePort)
            + ",CONTROLLER://%s:%d".formatted(Ports.LOOPBACK, controllerPort));
    settings.put("advertised.listeners", clients.formatted(HOST, passwordPort, certificatePort));
    settings.put("listener.security.protocol.map", "SASL_SSL:SASL_SSL,SSL:SSL,CONTROLLER:SSL");
    settings.put("inter.broker.listener.name", "SSL");
    addCertificates(settings);
    addMechanisms(settings);
    addRights(settings);
  }

  private void addCertificates(Properties settings) {
    settings.put("ssl.truststore.location", certificates.authority().toString());
    settings.put("ssl.truststore.type", "PEM");
    settings.put("ssl.keystore.location", certificates.keyStore(HOST, HOST).toString());
    settings.put("ssl.keystore.type", "PKCS12");
    settings.put("ssl.keystore.password", certificates.password());
    settings.put("ssl.key.password", certificates.password());
    settings.put("listener.name.ssl.ssl.client.auth", "required");
    settings.put("listener.name.controller.ssl.client.auth", "required");
    settings.put("ssl.principal.mapping.rules", "RULE:^CN=([^,]+).*$/$1/");
  }

  private void addMechanisms(Properties settings) {
    String listener = "listener.name.sasl_ssl.";
    settings.put("sasl.enabled.mechanisms", "PLAIN," + String.join(",", SCRAM));
    for (String mechanism : SCRAM) {
      settings.put(
          listener + mechanism.toLowerCase(Locale.ROOT) + ".sasl.jaas.config",
          MODULES + "scram.ScramLoginModule required;");
    }
    settings.put(
        listener + "plain.sasl.jaas.config",
        secrets.entrySet().stream()
            .map(user -> " user_%s=\"%s\"".formatted(user.getKey(), user.getValue()))
            .collect(joining("", MODULES + "plain.PlainLoginModule required", ";")));
  }

  private void addRights(Properties settings) {
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    settings.put(
        "super.users",
        Stream.concat(Stream.of(HOST), superUsers.stream())
            .map(name -> "User:" + name)
            .collect(joining(";")));
  }
}
