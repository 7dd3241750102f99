package dev.telemetry.kafka.serde;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.ResolvingDecoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.jspecify.annotations.Nullable;

/** Reads generated records of a schema that can nest without end, within a budget. */
final class GuardedSpecificReader<T> extends SpecificDatumReader<T> {
  private final Budget budget;

  GuardedSpecificReader(Schema writer, Schema reader, SpecificData model, Budget budget) {
    super(writer, reader, classic(model));
    this.budget = budget;
  }

  /** Avro's fast reader would pass by the methods below. */
  private static SpecificData classic(SpecificData model) {
    SpecificData classic = new SpecificData(model.getClassLoader());
    model.getConversions().forEach(classic::addLogicalTypeConversion);
    classic.setCustomCoders(false);
    classic.setFastReaderEnabled(false);
    return classic;
  }

  @Override
  public T read(@Nullable T reuse, Decoder in) throws IOException {
    budget.reset();
    return super.read(reuse, new CountingDecoder(in, budget));
  }

  @Override
  protected Object readRecord(@Nullable Object old, Schema expected, ResolvingDecoder in)
      throws IOException {
    budget.enter();
    Object record = super.readRecord(old, expected, in);
    budget.leave();
    return record;
  }

  @Override
  protected Object readArray(@Nullable Object old, Schema expected, ResolvingDecoder in)
      throws IOException {
    budget.enter();
    Object array = super.readArray(old, expected, in);
    budget.leave();
    return array;
  }

  @Override
  protected Object readMap(@Nullable Object old, Schema expected, ResolvingDecoder in)
      throws IOException {
    budget.enter();
    Object map = super.readMap(old, expected, in);
    budget.leave();
    return map;
  }
}
