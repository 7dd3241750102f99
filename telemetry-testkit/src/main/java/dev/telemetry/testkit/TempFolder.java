package dev.telemetry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A temporary folder of one service, deleted with all that is in it. */
record TempFolder(Path path) {
  private static final int ATTEMPTS = 5;

  static TempFolder create(String prefix) {
    try {
      return new TempFolder(Files.createTempDirectory(prefix));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create a folder below java.io.tmpdir", e);
    }
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  /** Deletes the folder; one that is gone already is no error. */
  void delete() {
    for (int attempt = 1; Files.exists(path); attempt++) {
      try {
        Files.walkFileTree(path, new Deletion());
      } catch (IOException e) {
        // a thread on its way out may add a file while we delete
        if (attempt == ATTEMPTS) {
          throw new UncheckedIOException("cannot delete " + path, e);
        }
      }
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
        throws IOException {
      if (e != null) {
        throw e;
      }
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
