package dev.telemetry.flink.security;

import dev.telemetry.flink.TestStack;
import dev.telemetry.flink.sink.JdbcConnection;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.Sasl;
import dev.telemetry.kafka.TopicAdmin;
import dev.telemetry.testkit.HttpsFront;
import dev.telemetry.testkit.LocalCertificates;
import dev.telemetry.testkit.LocalKafka;
import dev.telemetry.topic.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;

/**
 * A broker that speaks TLS only and a registry behind https for all tests of the JVM. All their
 * secrets are canaries. The user "admin" may do everything, "monitoring" what the ACLs say.
 */
final class SecuredStack {
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final LocalCertificates CERTIFICATES =
      LocalCertificates.in(folder(), Canary.STORES);
  private static final LocalKafka KAFKA =
      LocalKafka.secured(CERTIFICATES)
          .superUser("admin", Canary.SASL)
          .user("monitoring", Canary.SASL)
          .start();
  private static final Path TRUST_STORE = CERTIFICATES.trustStore();
  private static final Path KEY_STORE = CERTIFICATES.keyStore("job");
  private static final HttpsFront REGISTRY =
      HttpsFront.of(TestStack.registryUrl(), CERTIFICATES, "telemetry", Canary.REGISTRY);

  private SecuredStack() {}

  private static Path folder() {
    try {
      Path folder = Path.of("target", "certificates-" + ProcessHandle.current().pid());
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With every secret that a connection takes: of SASL, stores and registry. */
  static KafkaConnection as(String user) {
    return KafkaConnection.to(KAFKA.bootstrapServers())
        .registry(REGISTRY.url())
        .registryBasicAuth("telemetry", Canary.REGISTRY)
        .tls(TRUST_STORE, Canary.STORES)
        .keyStore(KEY_STORE, Canary.STORES)
        .sasl(Sasl.scram(user, Canary.SASL));
  }

  /** The database takes any password. */
  static JdbcConnection database() {
    return JdbcConnection.to(TestStack.database().url(), "postgres", Canary.DATABASE);
  }

  /** The topic under a name of its own; the broker has it. */
  static <T extends SpecificRecord> Topic<T> created(Topic<T> like) {
    Topic<T> topic = like.named(like.name() + "-secured-" + NAMES.incrementAndGet());
    TopicAdmin.ensure(as("admin"), topic);
    return topic;
  }
}
