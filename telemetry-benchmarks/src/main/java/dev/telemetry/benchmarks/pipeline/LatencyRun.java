package dev.telemetry.benchmarks.pipeline;

import dev.telemetry.benchmarks.job.BenchCluster;
import dev.telemetry.benchmarks.pipeline.PipelineJob.Input;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.TelemetryProducer;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Readings come at a steady rate, each with the time of its sending as event time; a consumer reads
 * the results as they come.
 *
 * <p>The latency of a copied reading and of an anomaly runs from the sending of the reading that it
 * is of; that of a window's result from the end of the window.
 */
final class LatencyRun {
  private static final long WARM_UP_MILLIS = 6_000;
  private static final long MEASURED_MILLIS = 10_000;
  private static final long REST_MILLIS = 4_000;
  private static final int SLICE_MILLIS = 5;
  private static final int FRAME_BYTES = 5;

  private final KafkaConnection connection;
  private final PipelineJob job;
  private final double readingsPerSecond;
  private final PlantReadings plant = new PlantReadings(Backlog.SENSORS);
  private final Map<String, Latency> latencies = new LinkedHashMap<>();
  private final SpecificDatumReader<SensorReading> readings =
      new SpecificDatumReader<>(SensorReading.class);
  private final SpecificDatumReader<WindowStatistics> statistics =
      new SpecificDatumReader<>(WindowStatistics.class);
  private final SpecificDatumReader<Anomaly> anomalies = new SpecificDatumReader<>(Anomaly.class);
  private volatile long measuredFrom = Long.MAX_VALUE;
  private volatile boolean over;
  private volatile long sent;
  private long behind;

  private LatencyRun(KafkaConnection connection, PipelineJob job, double readingsPerSecond) {
    this.connection = connection;
    this.job = job;
    this.readingsPerSecond = readingsPerSecond;
  }

  /** By kind of result. */
  static Map<String, Object> measure(
      BenchCluster cluster, KafkaConnection connection, PipelineJob job, double readingsPerSecond)
      throws Exception {
    return new LatencyRun(connection, job, readingsPerSecond).measure(cluster);
  }

  /** To be created long before it is written. */
  static Topic<SensorReading> input(PipelineJob job) {
    return Topics.READINGS.named("live-" + job.name());
  }

  private Map<String, Object> measure(BenchCluster cluster) throws Exception {
    Topic<SensorReading> topic = input(job);
    StreamExecutionEnvironment env = cluster.environment(1, false);
    try (Progress progress = Progress.open()) {
      job.build(env, new Input(topic, false), progress);
      cluster.during(env, () -> sendAndRead(topic, progress));
    }
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("readingsBehindAtTheEnd", behind);
    latencies.forEach((kind, latency) -> told.put(kind, latency.told()));
    return told;
  }

  private void sendAndRead(Topic<SensorReading> topic, Progress progress) throws Exception {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(Broker.partitions(job.outputs()));
      consumer.seekToEnd(consumer.assignment());
      consumer.assignment().forEach(consumer::position);
      Thread sender = new Thread(() -> send(topic, progress), "sender");
      sender.start();
      while (!over) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          read(record, System.currentTimeMillis());
        }
      }
      sender.join();
      behind = sent - progress.read();
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        connection.clientProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private void send(Topic<SensorReading> topic, Progress progress) {
    try (TelemetryProducer<SensorReading> producer =
        TelemetryProducer.to(topic).connection(connection).build()) {
      awaitStart(producer, progress);
      double perMilli = readingsPerSecond / 1_000;
      long start = System.currentTimeMillis();
      measuredFrom = start + WARM_UP_MILLIS;
      for (long now = start; now < measuredFrom + MEASURED_MILLIS + REST_MILLIS; ) {
        send(producer, (long) ((now - start) * perMilli), now);
        LockSupport.parkNanos(SLICE_MILLIS * 1_000_000L);
        now = System.currentTimeMillis();
      }
    } finally {
      over = true;
    }
  }

  /** What comes while the job is being deployed would be a backlog that is no latency of it. */
  private void awaitStart(TelemetryProducer<SensorReading> producer, Progress progress) {
    send(producer, 1, System.currentTimeMillis());
    while (progress.read() == 0) {
      LockSupport.parkNanos(SLICE_MILLIS * 1_000_000L);
    }
    sent = 0;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // each that comes is counted
  private void send(TelemetryProducer<SensorReading> producer, long due, long now) {
    long next = sent;
    for (; next < due; next++) {
      producer.send(plant.at((int) (next % Backlog.SENSORS), (int) (next / Backlog.SENSORS), now));
    }
    sent = next;
  }

  private void read(ConsumerRecord<byte[], byte[]> record, long now) throws IOException {
    String topic = record.topic();
    if (topic.equals(Ours.STATISTICS.name())) {
      WindowStatistics result = decode(record, statistics);
      add("windows", result.getWindowEnd().toEpochMilli(), now);
    } else if (topic.equals(Ours.ANOMALIES.name())) {
      Anomaly anomaly = decode(record, anomalies);
      add("anomalies", anomaly.getEventTime().toEpochMilli(), now);
    } else if (job.outputs().size() == 1) {
      SensorReading copy = decode(record, readings);
      add("copies", copy.getEventTime().toEpochMilli(), now);
    }
  }

  /** Of readings of the measured time only; their results have the rest time to come. */
  private void add(String kind, long fromMillis, long now) {
    if (fromMillis >= measuredFrom && fromMillis < measuredFrom + MEASURED_MILLIS) {
      latencies.computeIfAbsent(kind, unused -> new Latency()).add(now - fromMillis);
    }
  }

  /** Without the registry, as the stub knows one schema only. */
  private static <T> T decode(ConsumerRecord<byte[], byte[]> record, SpecificDatumReader<T> reader)
      throws IOException {
    byte[] value = record.value();
    return reader.read(
        null,
        DecoderFactory.get().binaryDecoder(value, FRAME_BYTES, value.length - FRAME_BYTES, null));
  }

  static List<Object> settings() {
    return List.of(
        "event time is the time of sending; the same sensors, so that each sends more in a second",
        "the sender waits for the job to run, warm-up %d s, measured %d s"
            .formatted(WARM_UP_MILLIS / 1_000, MEASURED_MILLIS / 1_000));
  }
}
