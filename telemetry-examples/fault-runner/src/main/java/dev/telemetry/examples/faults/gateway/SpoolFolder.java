package dev.telemetry.examples.faults.gateway;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import dev.telemetry.kafka.spool.Spool;
import dev.telemetry.kafka.spool.SpoolSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * A spool's folder, seen as files.
 *
 * @param path of the folder
 */
record SpoolFolder(Path path) {
  static final String TOPIC = "readings";
  static final String CHECKPOINT = "checkpoint";

  /** Small segments, so that few records fill several. */
  static final SpoolSettings SETTINGS =
      SpoolSettings.defaults().maxBytes(64 << 20).device("gateway").forceNever();

  /** In memory where there is such a folder: no real power is cut, and forcing takes time. */
  static Path temporary(String name) throws IOException {
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory)
        ? Files.createTempDirectory(memory, name)
        : Files.createTempDirectory(name);
  }

  /** Sends records into a spool and waits until they are on the disk. */
  static void send(Spool spool, Numbered records, int from, int to, BitSet acknowledged) {
    send(
        spool,
        records,
        from,
        to,
        number -> {
          synchronized (acknowledged) {
            acknowledged.set(number);
          }
        });
  }

  /** As above, and says in the thread of the disk which are there. */
  static void send(Spool spool, Numbered records, int from, int to, IntConsumer acknowledged) {
    for (int number = from; number < to; number++) {
      int sent = number;
      spool.send(
          records.key(number),
          records.value(number),
          (metadata, failure) -> {
            if (failure == null) {
              acknowledged.accept(sent);
            }
          });
    }
    spool.flush();
  }

  /** Opens the spool and leaves records there. */
  void leave(Numbered records, int from, int to, BitSet acknowledged) {
    leave(TOPIC, records, from, to, acknowledged);
  }

  void leave(String topic, Numbered records, int from, int to, BitSet acknowledged) {
    Arrivals nowhere = new Arrivals(records);
    nowhere.reachable(false);
    Spool spool = Spool.open(path, topic, SETTINGS, nowhere);
    send(spool, records, from, to, acknowledged);
    spool.close(Duration.ZERO);
  }

  /** Makes this folder a copy of another. */
  void copyOf(SpoolFolder other) throws IOException {
    Files.createDirectories(path);
    clear();
    for (Path file : other.files()) {
      Files.copy(file, path.resolve(file.getFileName()), REPLACE_EXISTING);
    }
  }

  /** Deletes what it holds. */
  void clear() throws IOException {
    for (Path file : files()) {
      Files.delete(file);
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.sorted().toList();
    }
  }

  /** Makes its files older or newer. */
  void shiftTimes(Duration by) throws IOException {
    for (Path file : files()) {
      Files.setLastModifiedTime(
          file, FileTime.from(Files.getLastModifiedTime(file).toInstant().plus(by)));
    }
  }

  /** The names of the segments, oldest first. */
  List<String> segments() throws IOException {
    return files().stream()
        .map(file -> file.getFileName().toString())
        .filter(name -> name.endsWith(".segment"))
        .toList();
  }

  long size(String name) throws IOException {
    return Files.size(path.resolve(name));
  }

  /** Deletes it with all it holds. */
  void delete() throws IOException {
    clear();
    Files.delete(path);
  }
}
