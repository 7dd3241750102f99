package dev.telemetry.kafka;

import dev.telemetry.testkit.HttpsFront;
import dev.telemetry.testkit.LocalCertificates;
import dev.telemetry.testkit.LocalKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One broker that speaks TLS only and a registry behind https for all tests of the JVM. The user
 * "gateway" may do everything, "limited" what the ACLs say; both have one password.
 */
final class SecuredServices {
  static final String SECRET = "gateway-secret";

  private static final LocalCertificates CERTIFICATES =
      LocalCertificates.in(folder(), "store-password");
  private static final LocalKafka KAFKA =
      TestServices.closedAtExit(
          LocalKafka.secured(CERTIFICATES)
              .superUser("gateway", SECRET)
              .user("limited", SECRET)
              .start());
  private static final HttpsFront REGISTRY =
      TestServices.closedAtExit(
          HttpsFront.of(TestServices.registryUrl(), CERTIFICATES, "gateway", SECRET));

  private SecuredServices() {}

  private static Path folder() {
    try {
      return Files.createDirectories(
          Path.of("target", "certificates-" + ProcessHandle.current().pid()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static LocalCertificates certificates() {
    return CERTIFICATES;
  }

  static LocalKafka kafka() {
    return KAFKA;
  }

  static HttpsFront registry() {
    return REGISTRY;
  }

  /** As a user of SASL. */
  static KafkaConnection as(String user) {
    return trusting(KAFKA.bootstrapServers()).sasl(Sasl.scram(user, SECRET));
  }

  /** Without a user. */
  static KafkaConnection trusting(String servers) {
    return KafkaConnection.to(servers)
        .registry(REGISTRY.url())
        .registryBasicAuth("gateway", SECRET)
        .tls(CERTIFICATES.authority());
  }
}
