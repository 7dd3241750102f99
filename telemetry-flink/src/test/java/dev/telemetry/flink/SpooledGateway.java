package dev.telemetry.flink;

import static dev.telemetry.testkit.Sensors.sensor;

import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.TelemetryProducer;
import dev.telemetry.kafka.spool.SpoolSettings;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that is to be killed: spools numbered readings without end, and notes the number of
 * each that was acknowledged in a file that outlives it.
 */
final class SpooledGateway {
  private static final long PAUSE_NANOS = 1_000_000;

  private SpooledGateway() {}

  static TelemetryProducer<SensorReading> open(
      KafkaConnection to, Topic<SensorReading> topic, Path folder) {
    return TelemetryProducer.to(topic)
        .connection(to)
        .spool(folder.resolve("spool"), SpoolSettings.defaults().device("gateway-1"))
        .build();
  }

  static Path acknowledged(Path folder) {
    return folder.resolve("acknowledged");
  }

  /** Bootstrap servers, registry, topic, folder, first number. */
  public static void main(String[] args) throws IOException {
    KafkaConnection to = KafkaConnection.to(args[0]).registry(args[1]).insecureLocal();
    Path folder = Path.of(args[3]);
    try (FileOutputStream notes = new FileOutputStream(acknowledged(folder).toFile(), true);
        TelemetryProducer<SensorReading> out = open(to, Topics.READINGS.named(args[2]), folder)) {
      for (long number = Long.parseLong(args[4]); true; number++) {
        send(out, number, notes);
        if (number % 20 == 0) {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    }
  }

  private static void send(
      TelemetryProducer<SensorReading> out, long number, FileOutputStream notes) {
    SensorReading reading = sensor("pump-" + number % 10).at(Instant.now()).value((double) number);
    byte[] note = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    var unused =
        out.send(reading)
            .thenRun(
                () -> {
                  try {
                    notes.write(note);
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                });
  }
}
