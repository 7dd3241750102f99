package dev.telemetry.kafka;

import dev.telemetry.kafka.registry.SchemaRegistryBuilder;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Whom a client trusts and what it shows of itself; null trusts what the JVM trusts. */
record Tls(
    @Nullable String trustStore,
    @Nullable String trustPassword,
    @Nullable String keyStore,
    @Nullable String keyPassword)
    implements Serializable {
  private static final long serialVersionUID = 1;
  static final Tls JVM_DEFAULT = new Tls(null, null, null, null);

  Tls trust(@Nullable Path file, @Nullable String password) {
    return new Tls(file == null ? null : file.toString(), password, keyStore, keyPassword);
  }

  Tls key(Path file, String password) {
    return new Tls(trustStore, trustPassword, file.toString(), password);
  }

  void addTo(Properties properties) {
    properties.setProperty("ssl.endpoint.identification.algorithm", "https");
    if (trustStore != null) {
      properties.setProperty("ssl.truststore.location", trustStore);
      properties.setProperty("ssl.truststore.type", type(trustStore));
      set(properties, "ssl.truststore.password", trustPassword);
    }
    if (keyStore != null) {
      properties.setProperty("ssl.keystore.location", keyStore);
      properties.setProperty("ssl.keystore.type", type(keyStore));
      set(properties, "ssl.keystore.password", keyPassword);
      set(properties, "ssl.key.password", keyPassword);
    }
  }

  private static void set(Properties properties, String key, @Nullable String value) {
    if (value != null) {
      properties.setProperty(key, value);
    }
  }

  SchemaRegistryBuilder addTo(SchemaRegistryBuilder registry) {
    SchemaRegistryBuilder secured = registry;
    if (trustStore != null) {
      secured = secured.trust(Path.of(trustStore), trustPassword);
    }
    if (keyStore != null && keyPassword != null) {
      secured = secured.keyStore(Path.of(keyStore), keyPassword);
    }
    return secured;
  }

  private static String type(String file) {
    String name = file.toLowerCase(Locale.ROOT);
    if (name.endsWith(".pem") || name.endsWith(".crt")) {
      return "PEM";
    }
    return name.endsWith(".jks") ? "JKS" : "PKCS12";
  }

  @Override
  public String toString() {
    return trustStore == null ? "the JVM's trust store" : "trust store " + trustStore;
  }
}
