package dev.telemetry.kafka.serde;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/** Counts the items of arrays and maps that another decoder reads or skips. */
final class CountingDecoder extends Decoder {
  private final Decoder decoder;
  private final Budget budget;

  CountingDecoder(Decoder decoder, Budget budget) {
    this.decoder = decoder;
    this.budget = budget;
  }

  @Override
  public void readNull() throws IOException {
    decoder.readNull();
  }

  @Override
  public boolean readBoolean() throws IOException {
    return decoder.readBoolean();
  }

  @Override
  public int readInt() throws IOException {
    return decoder.readInt();
  }

  @Override
  public long readLong() throws IOException {
    return decoder.readLong();
  }

  @Override
  public float readFloat() throws IOException {
    return decoder.readFloat();
  }

  @Override
  public double readDouble() throws IOException {
    return decoder.readDouble();
  }

  @Override
  public Utf8 readString(@Nullable Utf8 old) throws IOException {
    return decoder.readString(old);
  }

  @Override
  public String readString() throws IOException {
    return decoder.readString();
  }

  @Override
  public void skipString() throws IOException {
    decoder.skipString();
  }

  @Override
  public ByteBuffer readBytes(@Nullable ByteBuffer old) throws IOException {
    return decoder.readBytes(old);
  }

  @Override
  public void skipBytes() throws IOException {
    decoder.skipBytes();
  }

  @Override
  public void readFixed(byte[] bytes, int start, int length) throws IOException {
    decoder.readFixed(bytes, start, length);
  }

  @Override
  public void skipFixed(int length) throws IOException {
    decoder.skipFixed(length);
  }

  @Override
  public int readEnum() throws IOException {
    return decoder.readEnum();
  }

  @Override
  public long readArrayStart() throws IOException {
    return budget.spend(decoder.readArrayStart());
  }

  @Override
  public long arrayNext() throws IOException {
    return budget.spend(decoder.arrayNext());
  }

  @Override
  public long skipArray() throws IOException {
    return budget.spend(decoder.skipArray());
  }

  @Override
  public long readMapStart() throws IOException {
    return budget.spend(decoder.readMapStart());
  }

  @Override
  public long mapNext() throws IOException {
    return budget.spend(decoder.mapNext());
  }

  @Override
  public long skipMap() throws IOException {
    return budget.spend(decoder.skipMap());
  }

  @Override
  public int readIndex() throws IOException {
    return decoder.readIndex();
  }

  @Override
  public int remainingBytes() {
    return decoder.remainingBytes();
  }
}
