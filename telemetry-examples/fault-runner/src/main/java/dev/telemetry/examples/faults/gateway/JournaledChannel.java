package dev.telemetry.examples.faults.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** Does to a file what it is told, and notes it; what it could not note it refuses. */
final class JournaledChannel extends FileChannel {
  private final FileChannel channel;
  private final String name;
  private final Journal journal;
  private final Journal.Operation force;

  JournaledChannel(FileChannel channel, String name, Journal journal, Journal.Operation force) {
    this.channel = channel;
    this.name = name;
    this.journal = journal;
    this.force = force;
  }

  @Override
  public int write(ByteBuffer from, long at) throws IOException {
    ByteBuffer content = from.duplicate();
    int written = channel.write(from, at);
    byte[] bytes = new byte[written];
    content.get(bytes);
    journal.add(disk -> disk.write(name, at, bytes));
    return written;
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    channel.truncate(size);
    journal.add(disk -> disk.truncate(name, size));
    return this;
  }

  @Override
  public void force(boolean metaData) {
    journal.addForce(force);
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public int read(ByteBuffer into, long at) throws IOException {
    return channel.read(into, at);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return channel.tryLock(position, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    channel.close();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int read(ByteBuffer into) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer from) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long position() {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel position(long newPosition) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException();
  }
}
