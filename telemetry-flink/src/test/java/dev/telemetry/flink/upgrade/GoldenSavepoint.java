package dev.telemetry.flink.upgrade;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** A savepoint that a release wrote on a backend; all of it is in the one file of its metadata. */
record GoldenSavepoint(String release, String backend) {
  /** Of the version that is being made. */
  static final String CURRENT = "0.1.0-SNAPSHOT";

  static final List<String> BACKENDS = List.of("hashmap", "rocksdb");

  private static final Path FOLDER = Path.of("src/test/resources/golden/savepoints");
  private static final String METADATA = "_metadata";

  static GoldenSavepoint current(String backend) {
    return new GoldenSavepoint(CURRENT, backend);
  }

  static List<GoldenSavepoint> all() throws IOException {
    List<GoldenSavepoint> all = new ArrayList<>();
    try (Stream<Path> releases = Files.list(FOLDER)) {
      releases
          .sorted()
          .forEach(
              release ->
                  BACKENDS.forEach(
                      each ->
                          all.add(new GoldenSavepoint(release.getFileName().toString(), each))));
    }
    return all;
  }

  private Path file(String name) {
    return FOLDER.resolve(release).resolve(name + ".gz");
  }

  /** Puts it where Flink can restore it. */
  String unpack(Path folder) throws IOException {
    Path savepoint = Files.createDirectories(folder.resolve(release + "-" + backend));
    Files.write(savepoint.resolve(METADATA), metadata());
    return savepoint.toUri().toString();
  }

  byte[] metadata() throws IOException {
    return read(file(backend + METADATA));
  }

  void pack(Path savepoint) throws IOException {
    write(file(backend + METADATA), Files.readAllBytes(savepoint.resolve(METADATA)));
  }

  /** What the rest of the input gave, in any order. */
  List<String> rows() throws IOException {
    return new String(read(file("rows.txt")), UTF_8).lines().toList();
  }

  void packRows(List<String> rows) throws IOException {
    write(file("rows.txt"), String.join("\n", rows.stream().sorted().toList()).getBytes(UTF_8));
  }

  private static byte[] read(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return in.readAllBytes();
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(content);
    }
  }
}
