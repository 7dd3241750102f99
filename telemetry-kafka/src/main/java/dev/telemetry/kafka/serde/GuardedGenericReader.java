package dev.telemetry.kafka.serde;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.ResolvingDecoder;
import org.jspecify.annotations.Nullable;

/** Reads generic records within a budget. */
final class GuardedGenericReader<T> extends GenericDatumReader<T> {
  private final Budget budget;

  GuardedGenericReader(Schema schema, Budget budget) {
    super(schema, schema, classic());
    this.budget = budget;
  }

  /** Avro's fast reader would pass by the methods below. */
  private static GenericData classic() {
    GenericData classic = new GenericData();
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
