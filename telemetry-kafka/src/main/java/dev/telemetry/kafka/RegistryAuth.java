package dev.telemetry.kafka;

import dev.telemetry.kafka.registry.SchemaRegistryBuilder;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Credentials for the registry: a bearer token where there is no user. */
record RegistryAuth(@Nullable String user, String secret) implements Serializable {
  private static final long serialVersionUID = 1;

  SchemaRegistryBuilder addTo(SchemaRegistryBuilder registry) {
    return user == null ? registry.bearerToken(secret) : registry.basicAuth(user, secret);
  }

  @Override
  public String toString() {
    return user == null ? "a bearer token" : "user " + user;
  }
}
