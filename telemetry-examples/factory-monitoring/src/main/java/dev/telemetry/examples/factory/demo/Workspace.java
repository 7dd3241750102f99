package dev.telemetry.examples.factory.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One folder for everything that the demo writes, so that nothing is left of it. */
final class Workspace implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Workspace.class);

  private final Path folder;

  private Workspace(Path folder) {
    this.folder = folder;
  }

  /** Opens a folder and makes it the JVM's temporary one: Flink unpacks its jars there. */
  static Workspace open() {
    try {
      Path folder = Files.createTempDirectory("telemetry-demo-");
      System.setProperty("java.io.tmpdir", folder.toString());
      return new Workspace(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary folder could be created", e);
    }
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException e) {
      LOG.debug("A file of {} went before it could be deleted", folder, e);
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("The folder {} could not be deleted", folder, e);
    }
  }
}
