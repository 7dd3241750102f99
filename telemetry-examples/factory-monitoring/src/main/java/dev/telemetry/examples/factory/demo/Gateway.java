package dev.telemetry.examples.factory.demo;

import dev.telemetry.examples.factory.simulator.Emission;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.TelemetryProducer;
import dev.telemetry.kafka.UndeliveredException;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What sends the plant's readings to Kafka; and, as real gateways do at times, bytes that are none.
 */
final class Gateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final TelemetryProducer<SensorReading> readings;
  private final KafkaProducer<byte[], byte[]> raw;
  private final AtomicLong brokenSent = new AtomicLong();
  private final AtomicLong brokenLost = new AtomicLong();

  Gateway(KafkaConnection kafka) {
    readings = TelemetryProducer.to(Topics.READINGS).connection(kafka).build();
    raw =
        new KafkaProducer<>(
            kafka.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  void send(Emission emission) {
    if (emission instanceof Emission.Reading reading) {
      send(reading.reading());
    } else if (emission instanceof Emission.Broken broken) {
      byte[] key = broken.key().getBytes(StandardCharsets.UTF_8);
      brokenSent.incrementAndGet();
      raw.send(
          new ProducerRecord<>(Topics.READINGS.name(), key, broken.bytes()),
          (place, failure) -> brokenLost.addAndGet(failure == null ? 0 : 1));
    }
  }

  void send(SensorReading reading) {
    readings.send(reading);
  }

  /** How many records were sent so far, broken ones included. */
  long produced() {
    return readings.counters().sent() + brokenSent.get();
  }

  /** Waits until all that was sent is in Kafka, and says so if some is not. */
  void flush() {
    readings.flush();
    raw.flush();
    long failed = readings.counters().failed() + brokenLost.get();
    if (failed > 0) {
      throw new DemoException(failed + " records could not be delivered to Kafka.");
    }
  }

  /** Waits a moment only: what must arrive was flushed, and at Ctrl-C the broker may be gone. */
  @Override
  public void close() {
    raw.close(PATIENCE);
    try {
      readings.close(PATIENCE);
    } catch (UndeliveredException e) {
      LOG.debug("The last readings were not delivered", e);
    }
  }
}
