package dev.telemetry.kafka.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client needs to know; immutable, each step returns a new builder. */
public final class SchemaRegistryBuilder {
  private final List<URI> urls;
  private final @Nullable String authorization;
  private final TrustStore trustStore;
  private final Duration timeout;
  private final Duration patience;

  private SchemaRegistryBuilder(
      List<URI> urls,
      @Nullable String authorization,
      TrustStore trustStore,
      Duration timeout,
      Duration patience) {
    this.urls = urls;
    this.authorization = authorization;
    this.trustStore = trustStore;
    this.timeout = timeout;
    this.patience = patience;
  }

  static SchemaRegistryBuilder at(List<String> urls) {
    return new SchemaRegistryBuilder(
        addresses(urls),
        null,
        TrustStore.JVM_DEFAULT,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30));
  }

  private static List<URI> addresses(List<String> urls) {
    List<URI> addresses = new ArrayList<>();
    for (String url : urls) {
      addresses.add(address(url.strip()));
    }
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("urls must name at least one schema registry");
    }
    return List.copyOf(addresses);
  }

  private static URI address(String url) {
    String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    if (!base.matches("https?://[^/@?#\\s]+(/[^@?#\\s]*)?")) {
      throw new IllegalArgumentException(
          "a schema registry's url must look like https://host:port/path, without user, query and"
              + " fragment, was \""
              + withoutSecrets(base)
              + "\"");
    }
    return URI.create(base);
  }

  /** What was to be a user, a query or a fragment may well be a password. */
  private static String withoutSecrets(String url) {
    return url.replaceAll("[?#].*", "...").replaceAll(".*@", "...@");
  }

  /**
   * Sends a user and a password with each request.
   *
   * @param user the user
   * @param secret the password
   * @return the builder
   */
  public SchemaRegistryBuilder basicAuth(String user, String secret) {
    String pair = requireNonNull(user, "user") + ":" + requireNonNull(secret, "secret");
    return authorization("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));
  }

  /**
   * Sends a bearer token with each request.
   *
   * @param token the token
   * @return the builder
   * @throws IllegalArgumentException where a header cannot carry it; a line's end is the usual
   *     reason
   */
  public SchemaRegistryBuilder bearerToken(String token) {
    if (!requireNonNull(token, "token").matches("[\\x21-\\x7e]+")) {
      // or each request would fail with an error that shows it
      throw new IllegalArgumentException(
          "the bearer token must be printable ASCII without spaces and line ends");
    }
    return authorization("Bearer " + token);
  }

  private SchemaRegistryBuilder authorization(String header) {
    return new SchemaRegistryBuilder(urls, header, trustStore, timeout, patience);
  }

  /**
   * Trusts the certificates of a file instead of the JVM's.
   *
   * @param file PEM (.pem, .crt), JKS (.jks) or PKCS#12 (any other name)
   * @param password the file's password, null where it needs none
   * @return the builder
   */
  public SchemaRegistryBuilder trust(Path file, @Nullable String password) {
    requireNonNull(file, "file");
    return tls(new TrustStore(file, password, trustStore.key(), trustStore.keyPassword()));
  }

  /**
   * Shows a certificate of our own to the registry.
   *
   * @param file JKS (.jks) or PKCS#12 (any other name)
   * @param password the password of the file and of the key in it
   * @return the builder
   */
  public SchemaRegistryBuilder keyStore(Path file, String password) {
    requireNonNull(file, "file");
    requireNonNull(password, "password");
    return tls(new TrustStore(trustStore.trust(), trustStore.trustPassword(), file, password));
  }

  private SchemaRegistryBuilder tls(TrustStore newTrustStore) {
    return new SchemaRegistryBuilder(urls, authorization, newTrustStore, timeout, patience);
  }

  /**
   * Bounds one request, body included.
   *
   * @param newTimeout positive; 10 seconds unless told
   * @return the builder
   */
  public SchemaRegistryBuilder timeout(Duration newTimeout) {
    return new SchemaRegistryBuilder(
        urls, authorization, trustStore, positive(newTimeout, "timeout"), patience);
  }

  /**
   * Bounds how long a request is repeated while no registry answers.
   *
   * @param newPatience positive; 30 seconds unless told
   * @return the builder
   */
  public SchemaRegistryBuilder patience(Duration newPatience) {
    return new SchemaRegistryBuilder(
        urls, authorization, trustStore, timeout, positive(newPatience, "patience"));
  }

  private static Duration positive(Duration duration, String name) {
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException(name + " must be positive, was " + duration);
    }
    return duration;
  }

  /**
   * The client; it connects with its first request.
   *
   * @return the client
   */
  public SchemaRegistry open() {
    return new SchemaRegistry(this);
  }

  List<URI> urls() {
    return urls;
  }

  @Nullable String authorization() {
    return authorization;
  }

  TrustStore trustStore() {
    return trustStore;
  }

  Duration timeout() {
    return timeout;
  }

  Duration patience() {
    return patience;
  }

  @Override
  public String toString() {
    return "schema registry " + urls;
  }
}
