package dev.telemetry.kafka.spool;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what Kafka refuses for what it is: each record in a file of its own, {@code
 * SEQUENCE-EPOCH.quarantined}, a JSON object with topic, device, epoch (hexadecimal), sequence,
 * error, message, and key and value in Base64. Its name makes a record that is refused again after
 * a crash the same file.
 */
final class Quarantine {
  private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SUFFIX = ".quarantined";

  private final SpoolFiles files;
  private final String topic;
  private final String device;
  private final long maxBytes;
  private long bytes;

  Quarantine(SpoolFiles files, String topic, String device, long maxBytes) throws IOException {
    this.files = files;
    this.topic = topic;
    this.device = device;
    this.maxBytes = maxBytes;
    for (String name : files.names()) {
      bytes += name.endsWith(SUFFIX) ? size(name) : 0;
    }
  }

  private long size(String name) throws IOException {
    try (SpoolFile file = files.open(name)) {
      return file.size();
    }
  }

  /** Returns once the record is safe; one for which there is no room is only logged. */
  void add(SpoolRecord record, Exception error) throws IOException {
    byte[] json = JSON.writeValueAsBytes(described(record, error));
    if (bytes + json.length > maxBytes) {
      LOG.error("the quarantine is full: record {} is lost", record.sequence(), error);
      return;
    }
    LOG.error("Kafka refuses record {}, which goes to quarantine", record.sequence(), error);
    try (SpoolFile file = files.create(name(record))) {
      file.write(ByteBuffer.wrap(json), 0);
      file.force();
    }
    files.forceDirectory();
    bytes += json.length;
  }

  private static String name(SpoolRecord record) {
    return "%018d-%016x".formatted(record.sequence(), record.epoch()) + SUFFIX;
  }

  private ObjectNode described(SpoolRecord record, Exception error) {
    return JSON.createObjectNode()
        .put("topic", topic)
        .put("device", device)
        .put("epoch", "%016x".formatted(record.epoch()))
        .put("sequence", record.sequence())
        .put("error", error.getClass().getName())
        .put("message", error.getMessage())
        .put("key", record.key())
        .put("value", record.value());
  }
}
