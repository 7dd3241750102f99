package dev.telemetry.flink.source;

import dev.telemetry.flink.source.TelemetrySource.EventTime;
import dev.telemetry.flink.time.ClockGuard;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.serde.Decoded;
import dev.telemetry.kafka.serde.RecordDecoder;
import dev.telemetry.kafka.serde.WhenRegistryIsDown;
import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.RejectionReason;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.DeserializationSchema.InitializationContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Decides the fate of a record before it gets a timestamp: decoded, undecodable, or ahead of time.
 * Never throws because of data, as the source would otherwise read the same record again for ever.
 */
final class FatesDeserializer<T extends SpecificRecord, C>
    implements KafkaRecordDeserializationSchema<Either<C, Either<Quarantined, Rejected>>> {
  private static final long serialVersionUID = 1;

  private final Topic<T> topic;
  private final Carried<T, C> carried;
  private final KafkaConnection connection;
  private final EventTime<T> eventTime;
  private final ClockGuard guard;
  private final WhenRegistryIsDown whenRegistryIsDown;
  private transient RecordDecoder<T> decoder;

  @SuppressWarnings("NullAway.Init") // open() fills the transient field
  FatesDeserializer(
      Topic<T> topic,
      Carried<T, C> carried,
      KafkaConnection connection,
      EventTime<T> eventTime,
      ClockGuard guard,
      WhenRegistryIsDown whenRegistryIsDown) {
    this.topic = topic;
    this.carried = carried;
    this.connection = connection;
    this.eventTime = eventTime;
    this.guard = guard;
    this.whenRegistryIsDown = whenRegistryIsDown;
  }

  @Override
  public void open(InitializationContext context) {
    decoder =
        RecordDecoder.of(topic, connection.schemaRegistry())
            .maxRecordBytes(topic.maxRecordBytes())
            .whenRegistryIsDown(whenRegistryIsDown);
  }

  @Override
  public void deserialize(
      ConsumerRecord<byte[], byte[]> record,
      Collector<Either<C, Either<Quarantined, Rejected>>> out) {
    Decoded<T> decoded = decoder.decode(record);
    out.collect(
        decoded.isReadable()
            ? fateOf(decoded.value(), record)
            : Either.Right(Either.Left(decoded.quarantined())));
  }

  private Either<C, Either<Quarantined, Rejected>> fateOf(
      T value, ConsumerRecord<byte[], byte[]> record) {
    long eventMillis = eventTime.apply(value).toEpochMilli();
    long clockMillis =
        record.timestampType() == TimestampType.LOG_APPEND_TIME
            ? record.timestamp()
            : System.currentTimeMillis();
    if (!guard.isAhead(eventMillis, clockMillis, record.partition())) {
      return Either.Left(carried.of(value, record.headers()));
    }
    String detail = guard.explain(eventMillis, clockMillis);
    return Either.Right(
        value instanceof SensorReading reading
            ? Either.Right(new Rejected(reading, RejectionReason.AHEAD_OF_TIME, detail))
            : Either.Left(quarantine(record, detail)));
  }

  private static Quarantined quarantine(ConsumerRecord<byte[], byte[]> record, String detail) {
    return new Quarantined(
        record.topic(),
        record.partition(),
        record.offset(),
        Instant.ofEpochMilli(record.timestamp()),
        wrap(record.key()),
        wrap(record.value()),
        RejectionReason.AHEAD_OF_TIME.name(),
        detail);
  }

  private static @Nullable ByteBuffer wrap(byte @Nullable [] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }

  @Override
  public TypeInformation<Either<C, Either<Quarantined, Rejected>>> getProducedType() {
    return Fates.typeOf(carried.typeOf(RecordTypeInfo.ofRecord(topic.type())));
  }
}
