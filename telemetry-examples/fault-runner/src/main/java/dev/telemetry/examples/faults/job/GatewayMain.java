package dev.telemetry.examples.faults.job;

import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.TelemetryProducer;
import dev.telemetry.kafka.spool.SpoolSettings;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A gateway under test: readings on its input, a line each; the numbers of those that are
 * acknowledged on its output.
 */
public final class GatewayMain {
  private static final long SMALL = 4L << 20; // small segments: they are begun and deleted often
  private static final String SEPARATOR = " ";

  /** What is logged must not come between: that goes elsewhere. */
  private static final PrintStream TOLD = System.out;

  private GatewayMain() {}

  /** Arguments: brokers, registry, topic, folder of the spool. */
  public static void main(String[] arguments) throws IOException {
    System.setOut(System.err);
    KafkaConnection kafka =
        KafkaConnection.to(arguments[0]).registry(arguments[1].split(",")).insecureLocal();
    Topic<SensorReading> topic = Topics.READINGS.named(arguments[2]);
    SpoolSettings settings = SpoolSettings.defaults().maxBytes(SMALL).device(topic.name());
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (TelemetryProducer<SensorReading> producer =
        TelemetryProducer.to(topic)
            .connection(kafka)
            .spool(Path.of(arguments[3]), settings)
            .build()) {
      in.lines().forEach(line -> send(producer, line));
    }
  }

  private static void send(TelemetryProducer<SensorReading> producer, String line) {
    String[] fields = line.split(SEPARATOR);
    producer.send(reading(fields)).thenRun(() -> tell(fields[0]));
  }

  private static void tell(String number) {
    TOLD.println(number);
    TOLD.flush();
  }

  /** How a reading is handed over. */
  public static String line(long number, SensorReading reading) {
    return String.join(
            SEPARATOR,
            Long.toString(number),
            reading.getSensorId(),
            Long.toString(reading.getEventTime().toEpochMilli()),
            Double.toString(reading.getValue()),
            Long.toString(reading.getSequence()))
        + "\n";
  }

  private static SensorReading reading(String[] fields) {
    return SensorReading.newBuilder()
        .setSensorId(fields[1])
        .setMetric("temperature")
        .setUnit("Cel")
        .setEventTime(Instant.ofEpochMilli(Long.parseLong(fields[2])))
        .setValue(Double.parseDouble(fields[3]))
        .setSequence(Long.parseLong(fields[4]))
        .build();
  }
}
