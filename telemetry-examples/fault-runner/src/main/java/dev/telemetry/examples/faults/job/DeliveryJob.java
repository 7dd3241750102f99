package dev.telemetry.examples.faults.job;

import dev.telemetry.examples.faults.ledger.Ledger;
import dev.telemetry.flink.quality.Duplicates;
import dev.telemetry.flink.quality.Gate;
import dev.telemetry.flink.sink.JdbcConnection;
import dev.telemetry.flink.sink.PostgresSink;
import dev.telemetry.flink.sink.TelemetrySink;
import dev.telemetry.flink.source.Ingest;
import dev.telemetry.flink.source.TelemetrySource;
import dev.telemetry.flink.type.Originated;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.model.Quarantined;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.time.Duration;
import java.util.Set;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job under test, as a user would write it: readings from Kafka pass the gate and the filter of
 * duplicates, and go to a topic exactly once and to PostgreSQL as upserts.
 *
 * @param name of the job and its consumer group
 * @param kafka with the registry
 * @param database of the table
 * @param in what the gateways send
 * @param out what the job delivers
 * @param transactionTimeout of the sink
 * @param breaks defects to put in
 */
public record DeliveryJob(
    String name,
    KafkaConnection kafka,
    JdbcConnection database,
    Topic<SensorReading> in,
    Topic<SensorReading> out,
    Duration transactionTimeout,
    Set<String> breaks) {
  /** Writes the topic without transactions: what is written is there before its checkpoint is. */
  public static final String COMMIT_BEFORE_CHECKPOINT = "commit-before-checkpoint";

  /** Leaves the filter of duplicates out. */
  public static final String DUPLICATE_FILTER_OFF = "duplicate-filter-off";

  private static final Gate GATE =
      Gate.finite().unit("temperature", "Cel").range("temperature", -40, 250);

  /** Puts the job into an environment. */
  public void wire(StreamExecutionEnvironment env) {
    Ingest<Originated<SensorReading>> readings =
        TelemetrySource.from(in)
            .connection(kafka)
            .group(name)
            .idleAfter(Duration.ofSeconds(5))
            .attachWithOrigin(env, "readings");
    readings
        .quarantined()
        .sinkTo(TelemetrySink.to(quarantineOf(name)).connection(kafka).build())
        .uid("quarantine");
    DataStream<SensorReading> accepted = GATE.attach(once(readings.readings()), "gate").accepted();
    accepted.sinkTo(toTopic()).name("topic").uid("topic");
    accepted
        .map(DeliveryJob::row)
        .returns(RecordTypeInfo.ofRecord(WindowStatistics.class))
        .name("rows")
        .uid("rows")
        .sinkTo(PostgresSink.upsert(WindowStatistics.class, database).createTable().build())
        .name("table")
        .uid("table");
  }

  private DataStream<SensorReading> once(DataStream<Originated<SensorReading>> readings) {
    if (breaks.contains(DUPLICATE_FILTER_OFF)) {
      return readings
          .map(Originated::value, RecordTypeInfo.ofRecord(SensorReading.class))
          .name("duplicates")
          .uid("unfiltered");
    }
    return Duplicates.byOrigin().attach(readings, "duplicates").accepted();
  }

  /** Where the job of this name puts bytes that do not decode. */
  public static Topic<Quarantined> quarantineOf(String name) {
    return Topics.QUARANTINE.named(name + ".quarantine");
  }

  private Sink<SensorReading> toTopic() {
    TelemetrySink<SensorReading> sink = TelemetrySink.to(out).connection(kafka);
    return new CrashingSink<>(
        breaks.contains(COMMIT_BEFORE_CHECKPOINT)
            ? sink.build()
            : sink.exactlyOnce(name).transactionTimeout(transactionTimeout).build());
  }

  /** A row for each reading: the sensor is the key, its number the count. */
  private static WindowStatistics row(SensorReading reading) {
    double value = reading.getValue();
    return WindowStatistics.newBuilder()
        .setOperator(Ledger.roundOf(reading.getSensorId()))
        .setKey(reading.getSensorId())
        .setMetric(reading.getMetric())
        .setUnit(reading.getUnit())
        .setWindowStart(reading.getEventTime())
        .setWindowEnd(reading.getEventTime().plusMillis(1))
        .setCount(reading.getSequence())
        .setMean(value)
        .setVariance(0)
        .setMin(value)
        .setMax(value)
        .setFirst(value)
        .setLast(value)
        .setSum(value)
        .build();
  }
}
