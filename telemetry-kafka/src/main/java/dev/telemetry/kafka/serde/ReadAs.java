package dev.telemetry.kafka.serde;

import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.TrustedRecords;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What a writer's schema is read as. */
interface ReadAs {
  /** The schema that is expected where this one was written. */
  Schema expected(Schema writer);

  /** A reader for the schema; a guarded one keeps to the budget. */
  <T> DatumReader<T> reader(Schema writer, boolean guarded, Limits limits);

  /** Whether the writer's schema and the expected one are those of readings today. */
  default boolean readsReadings(Schema writer) {
    return false;
  }

  /** Reads one generated class, whatever the writer's schema is called. */
  static ReadAs specific(Class<? extends SpecificRecord> type) {
    TrustedRecords.trust(type);
    SpecificData model = SpecificData.getForClass(type);
    Schema expected = model.getSchema(type);
    return new ReadAs() {
      @Override
      public Schema expected(Schema writer) {
        return expected;
      }

      @Override
      public boolean readsReadings(Schema writer) {
        return type == SensorReading.class
            && SchemaNormalization.toParsingForm(writer)
                .equals(SchemaNormalization.toParsingForm(expected));
      }

      @Override
      public <T> DatumReader<T> reader(Schema writer, boolean guarded, Limits limits) {
        return guarded
            ? new GuardedSpecificReader<>(writer, expected, model, new Budget(limits))
            : new SpecificDatumReader<>(writer, expected, model);
      }
    };
  }

  /** Reads the class of dev.telemetry.model that the writer's schema is called after. */
  static ReadAs model() {
    return new ReadAs() {
      @Override
      public Schema expected(Schema writer) {
        return ofModel(writer).expected(writer);
      }

      @Override
      public boolean readsReadings(Schema writer) {
        return ofModel(writer).readsReadings(writer);
      }

      @Override
      public <T> DatumReader<T> reader(Schema writer, boolean guarded, Limits limits) {
        return ofModel(writer).reader(writer, guarded, limits);
      }
    };
  }

  private static ReadAs ofModel(Schema writer) {
    try {
      if (writer.getFullName().startsWith("dev.telemetry.model.")) {
        Class<?> type = Class.forName(writer.getFullName());
        return specific(type.asSubclass(SpecificRecord.class));
      }
    } catch (ClassNotFoundException | ClassCastException e) {
      throw unnamed(writer, e);
    }
    throw unnamed(writer, null);
  }

  private static UnreadableSchemaException unnamed(Schema writer, @Nullable Throwable cause) {
    return new UnreadableSchemaException(
        writer.getFullName()
            + " is no class of dev.telemetry.model: name the class to read with "
            + TelemetryAvroDeserializer.RECORD_CLASS,
        cause);
  }

  /** Reads what was written, without any class. */
  static ReadAs generic() {
    return new ReadAs() {
      @Override
      public Schema expected(Schema writer) {
        return writer;
      }

      @Override
      public <T> DatumReader<T> reader(Schema writer, boolean guarded, Limits limits) {
        return guarded
            ? new GuardedGenericReader<>(writer, new Budget(limits))
            : new GenericDatumReader<>(writer, writer, new GenericData());
      }
    };
  }
}
