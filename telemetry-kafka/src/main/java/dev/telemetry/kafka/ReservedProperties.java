package dev.telemetry.kafka;

import java.util.LinkedHashMap;
import java.util.Map;

/** Kafka's properties that a setting of ours owns, each with that setting. */
final class ReservedProperties {
  private static final Map<String, String> KEYS = new LinkedHashMap<>();
  private static final Map<String, String> PREFIXES = new LinkedHashMap<>();

  static {
    KEYS.put("bootstrap.servers", "KafkaConnection.to(...)");
    KEYS.put("security.protocol", "tls(...) and insecureLocal()");
    KEYS.put("key.serializer", "Topic.keyedBy(...)");
    KEYS.put("key.deserializer", "Topic.keyedBy(...)");
    KEYS.put("value.serializer", "the topic's type and the producer's serializer(...)");
    KEYS.put("value.deserializer", "the topic's type");
    KEYS.put("acks", "the producer, which always waits for all replicas");
    KEYS.put("enable.idempotence", "the producer, which always is idempotent");
    KEYS.put("transactional.id", "the sink's exactly-once setting");
    KEYS.put("compression.type", "the producer's compression(...)");
    KEYS.put("linger.ms", "the producer's linger(...)");
    KEYS.put("max.block.ms", "the producer's maxBlock(...)");
    KEYS.put("delivery.timeout.ms", "the producer's deliveryTimeout(...)");
    KEYS.put("group.id", "the consumer's group(...)");
    KEYS.put("auto.offset.reset", "the consumer's fromEarliest() and fromLatest()");
    KEYS.put("enable.auto.commit", "the consumer's commit()");
    PREFIXES.put("sasl.", "sasl(...)");
    PREFIXES.put("ssl.", "tls(...) and keyStore(...)");
    PREFIXES.put("schema.registry.", "registry(...)");
    PREFIXES.put("basic.auth.", "registryBasicAuth(...)");
    PREFIXES.put("bearer.auth.", "registryBearerToken(...)");
  }

  private ReservedProperties() {}

  static void refuse(String key) {
    String owner = KEYS.get(key);
    if (owner == null) {
      owner =
          PREFIXES.entrySet().stream()
              .filter(prefix -> key.startsWith(prefix.getKey()))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElse(null);
    }
    if (owner != null) {
      throw new IllegalArgumentException(
          "property \"" + key + "\" is reserved: it is set by " + owner);
    }
  }
}
