package dev.telemetry.kafka.spool;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A spool's folder on a disk, held by one process: the lock goes with it. */
final class DiskFiles implements SpoolFiles {
  private static final String LOCK = "lock";

  private final Path directory;
  private final FileChannel lock;

  private DiskFiles(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  static DiskFiles open(Path directory) throws IOException {
    Files.createDirectories(directory);
    FileChannel lock = FileChannel.open(directory.resolve(LOCK), READ, WRITE, CREATE);
    if (!locked(lock)) {
      lock.close();
      throw new IllegalStateException(
          "the spool " + directory + " is in use: each producer needs a folder of its own");
    }
    return new DiskFiles(directory, lock);
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      return false;
    }
  }

  @Override
  public List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }

  @Override
  public SpoolFile open(String name) throws IOException {
    return new DiskFile(FileChannel.open(directory.resolve(name), READ));
  }

  @Override
  public SpoolFile create(String name) throws IOException {
    return new DiskFile(
        FileChannel.open(directory.resolve(name), WRITE, CREATE, TRUNCATE_EXISTING));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(directory.resolve(from), directory.resolve(to), ATOMIC_MOVE);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(directory.resolve(name));
  }

  @Override
  public void forceDirectory() throws IOException {
    FileChannel channel = openedDirectory();
    if (channel != null) {
      try (channel) {
        channel.force(true);
      }
    }
  }

  @Override
  public long usableBytes() throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  /** Windows opens no folder, and keeps its entries safe by itself. */
  private @Nullable FileChannel openedDirectory() throws IOException {
    try {
      return FileChannel.open(directory, READ);
    } catch (IOException e) {
      if (System.getProperty("os.name", "").startsWith("Windows")) {
        return null;
      }
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  @Override
  public String toString() {
    return directory.toString();
  }

  private record DiskFile(FileChannel channel) implements SpoolFile {
    // the channel copies through a buffer outside the heap, as large as what it is given
    private static final int SLICE = 1 << 18;

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public int read(ByteBuffer into, long at) throws IOException {
      int before = into.position();
      while (into.hasRemaining() && channel.read(into, at + into.position() - before) > 0) {
        // a read may be short
      }
      return into.position() - before;
    }

    @Override
    public void write(ByteBuffer from, long at) throws IOException {
      int end = from.limit();
      int begin = from.position();
      while (from.position() < end) {
        from.limit(Math.min(end, from.position() + SLICE));
        channel.write(from, at + from.position() - begin);
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
