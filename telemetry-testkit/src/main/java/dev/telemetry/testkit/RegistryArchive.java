package dev.telemetry.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** The distribution of the Apicurio registry: where it lies on this machine, and what is in it. */
final class RegistryArchive {
  static final String PROPERTY = "telemetry.registry.archive";
  private static final String VERSION = "3.0.9";
  private static final String ARTIFACT = "apicurio-registry-app";
  private static final String RUNNER = ARTIFACT + "-" + VERSION + "-runner.jar";
  private static final Path IN_REPOSITORY =
      Path.of("io", "apicurio", ARTIFACT, VERSION, ARTIFACT + "-" + VERSION + "-all.tar.gz");
  // org/apache/avro/avro/<version>/<jar>
  private static final int LEVELS_OF_AVRO = 6;

  private RegistryArchive() {}

  /** The archive that the system property names, else the one of the local Maven repository. */
  static Path find() {
    String named = System.getProperty(PROPERTY);
    if (named != null) {
      return existing(Path.of(named));
    }
    return Stream.of(repositoryOfAvro(), homeRepository())
        .flatMap(Optional::stream)
        .map(root -> root.resolve(IN_REPOSITORY))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(missing()));
  }

  private static Path existing(Path named) {
    if (!Files.isRegularFile(named)) {
      throw new IllegalStateException(
          "system property " + PROPERTY + " must name a file, was \"" + named + "\"");
    }
    return named;
  }

  private static Optional<Path> repositoryOfAvro() {
    return Optional.ofNullable(Schema.class.getProtectionDomain().getCodeSource())
        .map(CodeSource::getLocation)
        .filter(location -> location.getProtocol().equals("file"))
        .flatMap(location -> ancestor(Path.of(URI.create(location.toString()))));
  }

  private static Optional<Path> ancestor(Path jar) {
    return Stream.iterate(Optional.of(jar), path -> path.map(Path::getParent))
        .skip(LEVELS_OF_AVRO)
        .findFirst()
        .flatMap(path -> path);
  }

  private static Optional<Path> homeRepository() {
    return Optional.ofNullable(System.getProperty("user.home"))
        .map(home -> Path.of(home, ".m2", "repository"));
  }

  static String missing() {
    return "the schema registry's distribution is not in the local Maven repository; bring it with\n"
        + "  mvn org.apache.maven.plugins:maven-dependency-plugin:2.10:get"
        + " -Dartifact=io.apicurio:%s:%s:tar.gz:all -Dtransitive=false%n"
            .formatted(ARTIFACT, VERSION)
        + "or name the archive in the system property "
        + PROPERTY;
  }

  /** Unpacks what is needed to run, and returns the jar to run. */
  static Path unpack(Path archive, Path folder) throws IOException {
    try (InputStream file = Files.newInputStream(archive);
        TarArchiveInputStream tar =
            new TarArchiveInputStream(new GzipCompressorInputStream(file))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.isFile() && entry.getName().endsWith(".jar")) {
          Path target = inside(folder, entry.getName());
          Files.createDirectories(target.getParent());
          Files.copy(tar, target);
        }
      }
    }
    Path runner = folder.resolve(RUNNER);
    if (!Files.isRegularFile(runner)) {
      throw new IOException(archive + " does not contain " + RUNNER);
    }
    return runner;
  }

  private static Path inside(Path folder, String name) throws IOException {
    Path target = folder.resolve(name).normalize();
    if (!target.startsWith(folder.normalize())) {
      throw new IOException("the archive's entry \"" + name + "\" points outside the folder");
    }
    return target;
  }
}
