package dev.telemetry.kafka;

import static java.util.Objects.requireNonNull;

import dev.telemetry.kafka.registry.SchemaRegistry;
import dev.telemetry.kafka.registry.SchemaRegistryBuilder;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where Kafka and its schema registry are, and how to reach them safely. Immutable, serializable:
 * each step returns a new connection, and a half-built one can be shared.
 *
 * <pre>{@code
 * KafkaConnection.to("broker:9093")
 *     .registry("https://registry:8081").tls(trustStore).sasl(Sasl.scram(user, secret));
 * }</pre>
 *
 * <p>A client is encrypted, with host name check, or {@link #insecureLocal()} was said: without
 * {@code tls} or {@code insecureLocal} {@link #clientProperties()} and {@link #schemaRegistry()}
 * throw {@link IllegalStateException}. Secrets are in the serialized form, never in {@link
 * #toString()} or in an error.
 */
public final class KafkaConnection implements Serializable {
  private static final long serialVersionUID = 1;

  private final String bootstrapServers;
  private final List<String> registries;
  private final @Nullable Tls tls;
  private final boolean insecureLocal;
  private final @Nullable Sasl sasl;
  private final @Nullable RegistryAuth registryAuth;
  private final Map<String, String> properties;

  private KafkaConnection(
      String bootstrapServers,
      List<String> registries,
      @Nullable Tls tls,
      boolean insecureLocal,
      @Nullable Sasl sasl,
      @Nullable RegistryAuth registryAuth,
      Map<String, String> properties) {
    this.bootstrapServers = bootstrapServers;
    this.registries = registries;
    this.tls = tls;
    this.insecureLocal = insecureLocal;
    this.sasl = sasl;
    this.registryAuth = registryAuth;
    this.properties = properties;
  }

  /**
   * A connection to some brokers of a cluster.
   *
   * @param bootstrapServers host:port, comma separated
   * @return the connection, not yet told whether it is encrypted
   */
  public static KafkaConnection to(String bootstrapServers) {
    if (!bootstrapServers.matches("[^\\s,@]+:\\d+(\\s*,\\s*[^\\s,@]+:\\d+)*")) {
      // what stands before an @ may be a password
      throw new IllegalArgumentException(
          "bootstrapServers must be host:port, comma separated, was \""
              + bootstrapServers.replaceAll(".*@", "...@")
              + "\"");
    }
    return new KafkaConnection(bootstrapServers, List.of(), null, false, null, null, Map.of());
  }

  /**
   * A connection from a program's arguments: {@code --kafka host:port} (required), {@code
   * --registry url} (comma separated), {@code --insecure-local}, {@code --truststore file}, {@code
   * --truststore-password-file file}, {@code --user name} with {@code --password-file file} or the
   * environment's TELEMETRY_KAFKA_PASSWORD (SCRAM). Also as {@code --name=value}. Other arguments
   * are passed over. Unless {@code --insecure-local} is there the connection uses TLS.
   *
   * @param args a program's arguments
   * @return the connection
   * @throws IllegalArgumentException where an argument is missing or has no value
   */
  public static KafkaConnection fromArgs(String... args) {
    return ConnectionArgs.connection(List.of(args), System.getenv());
  }

  /**
   * Names the schema registry.
   *
   * @param urls base addresses of registries that hold the same schemas, the second for when the
   *     first does not answer
   * @return the connection
   */
  public KafkaConnection registry(String... urls) {
    List<String> addresses = List.of(urls);
    SchemaRegistry.at(urls);
    return new KafkaConnection(
        bootstrapServers, addresses, tls, insecureLocal, sasl, registryAuth, properties);
  }

  /**
   * Encrypts, and trusts the certificates that the JVM trusts.
   *
   * @return the connection
   */
  public KafkaConnection tls() {
    return with(orDefault(tls).trust(null, null));
  }

  /**
   * Encrypts, and trusts the certificates of a file that needs no password.
   *
   * @param trustStore PEM (.pem, .crt), JKS (.jks) or PKCS#12 (any other name)
   * @return the connection
   */
  public KafkaConnection tls(Path trustStore) {
    return with(orDefault(tls).trust(requireNonNull(trustStore, "trustStore"), null));
  }

  /**
   * Encrypts, and trusts the certificates of a file.
   *
   * @param trustStore JKS (.jks) or PKCS#12 (any other name)
   * @param password the file's password
   * @return the connection
   */
  public KafkaConnection tls(Path trustStore, String password) {
    requireNonNull(password, "password");
    return with(orDefault(tls).trust(requireNonNull(trustStore, "trustStore"), password));
  }

  /**
   * Encrypts, and shows a certificate of our own to broker and registry.
   *
   * @param keyStore JKS (.jks) or PKCS#12 (any other name)
   * @param password the password of the file and of the key in it
   * @return the connection
   */
  public KafkaConnection keyStore(Path keyStore, String password) {
    requireNonNull(password, "password");
    return with(orDefault(tls).key(requireNonNull(keyStore, "keyStore"), password));
  }

  private static Tls orDefault(@Nullable Tls tls) {
    return tls == null ? Tls.JVM_DEFAULT : tls;
  }

  private KafkaConnection with(Tls newTls) {
    return new KafkaConnection(
        bootstrapServers, registries, newTls, insecureLocal, sasl, registryAuth, properties);
  }

  /**
   * Proves who we are to the broker.
   *
   * @param newSasl mechanism and credentials
   * @return the connection
   */
  public KafkaConnection sasl(Sasl newSasl) {
    requireNonNull(newSasl, "sasl");
    return new KafkaConnection(
        bootstrapServers, registries, tls, insecureLocal, newSasl, registryAuth, properties);
  }

  /**
   * Proves who we are to the registry by user and password.
   *
   * @param user the user
   * @param secret the password
   * @return the connection
   */
  public KafkaConnection registryBasicAuth(String user, String secret) {
    return with(new RegistryAuth(requireNonNull(user, "user"), requireNonNull(secret, "secret")));
  }

  /**
   * Proves who we are to the registry by a token.
   *
   * @param token the token
   * @return the connection
   * @throws IllegalArgumentException where a header cannot carry it
   */
  public KafkaConnection registryBearerToken(String token) {
    SchemaRegistry.at("https://any").bearerToken(token);
    return with(new RegistryAuth(null, token));
  }

  private KafkaConnection with(RegistryAuth auth) {
    return new KafkaConnection(
        bootstrapServers, registries, tls, insecureLocal, sasl, auth, properties);
  }

  /**
   * Allows plain text, to broker and registry, for a stack on the developer's own machine.
   *
   * @return the connection
   */
  public KafkaConnection insecureLocal() {
    return new KafkaConnection(
        bootstrapServers, registries, tls, true, sasl, registryAuth, properties);
  }

  /**
   * Hands a property on to Kafka's clients as it is: the way out for what has no setting here.
   *
   * @param key Kafka's name of the property
   * @param value its value
   * @return the connection
   * @throws IllegalArgumentException where a setting of ours owns the property; the message names
   *     it
   */
  public KafkaConnection property(String key, String value) {
    ReservedProperties.refuse(requireNonNull(key, "key"));
    Map<String, String> more = new HashMap<>(properties);
    more.put(key, requireNonNull(value, "value"));
    return new KafkaConnection(
        bootstrapServers, registries, tls, insecureLocal, sasl, registryAuth, Map.copyOf(more));
  }

  /**
   * The properties that any client of Kafka connects with, by Kafka's names; they hold secrets.
   *
   * @return a new copy
   * @throws IllegalStateException where neither or both of tls and insecureLocal were said
   */
  public Properties clientProperties() {
    requireDecision();
    Properties client = new Properties();
    client.putAll(properties);
    client.setProperty("bootstrap.servers", bootstrapServers);
    client.setProperty("security.protocol", securityProtocol());
    if (tls != null) {
      tls.addTo(client);
    }
    if (sasl != null) {
      client.setProperty("sasl.mechanism", sasl.mechanism());
      client.setProperty("sasl.jaas.config", sasl.jaasConfig());
    }
    return client;
  }

  /**
   * Opens a client of the registry; it connects with its first request.
   *
   * @return a new client with caches of its own
   * @throws IllegalStateException where no registry was named, or one without encryption though
   *     insecureLocal was not said
   */
  public SchemaRegistry schemaRegistry() {
    return registryBuilder().open();
  }

  /** As above, but gives up after another time than usual. */
  SchemaRegistry schemaRegistry(Duration patience) {
    return registryBuilder().timeout(patience).patience(patience).open();
  }

  private SchemaRegistryBuilder registryBuilder() {
    requireDecision();
    if (registries.isEmpty()) {
      throw new IllegalStateException("no schema registry is named: call registry(url)");
    }
    SchemaRegistryBuilder registry = SchemaRegistry.at(registries.toArray(String[]::new));
    registries.forEach(this::requireSafe);
    if (tls != null) {
      registry = tls.addTo(registry);
    }
    return registryAuth == null ? registry : registryAuth.addTo(registry);
  }

  private void requireSafe(String url) {
    if (!insecureLocal && !url.toLowerCase(Locale.ROOT).startsWith("https:")) {
      throw new IllegalStateException(
          "the registry "
              + url
              + " is not encrypted: give an https address, or say"
              + " insecureLocal() for a stack on your own machine");
    }
  }

  private void requireDecision() {
    if (tls == null && !insecureLocal) {
      throw new IllegalStateException(
          "the connection to "
              + bootstrapServers
              + " is not encrypted: call tls(...), or insecureLocal() for a stack on your own"
              + " machine");
    }
    if (tls != null && insecureLocal) {
      throw new IllegalStateException("tls(...) and insecureLocal() contradict: say one of them");
    }
  }

  private String securityProtocol() {
    String transport = tls == null ? "PLAINTEXT" : "SSL";
    return sasl == null ? transport : "SASL_" + transport;
  }

  /** Servers, security protocol and registries; never a secret. */
  @Override
  public String toString() {
    boolean decided = tls != null || insecureLocal;
    return "Kafka at "
        + bootstrapServers
        + " ("
        + (decided ? securityProtocol() : "security not decided")
        + (sasl == null ? "" : ", " + sasl)
        + (registries.isEmpty() ? ")" : "), registry " + String.join(", ", registries));
  }
}
