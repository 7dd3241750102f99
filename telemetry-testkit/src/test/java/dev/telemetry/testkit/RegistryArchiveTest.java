package dev.telemetry.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryArchiveTest {
  private static final String RUNNER = "apicurio-registry-app-3.0.9-runner.jar";

  @TempDir Path folder;

  @AfterEach
  void forgetTheArchive() {
    System.clearProperty(RegistryArchive.PROPERTY);
  }

  @Test
  void prefersTheArchiveThatThePropertyNames() throws IOException {
    Path archive = archive(RUNNER);
    System.setProperty(RegistryArchive.PROPERTY, archive.toString());

    assertThat(RegistryArchive.find()).isEqualTo(archive);
  }

  @Test
  void refusesAPropertyThatNamesNoFile() {
    System.setProperty(RegistryArchive.PROPERTY, folder.resolve("missing").toString());

    assertThatThrownBy(RegistryArchive::find)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("telemetry.registry.archive")
        .hasMessageContaining("missing");
  }

  @Test
  void saysHowToBringTheArchive() {
    assertThat(RegistryArchive.missing())
        .contains(
            "mvn org.apache.maven.plugins:maven-dependency-plugin:2.10:get"
                + " -Dartifact=io.apicurio:apicurio-registry-app:3.0.9:tar.gz:all"
                + " -Dtransitive=false");
  }

  @Test
  void unpacksJarsOnly() throws IOException {
    Path target = folder.resolve("app");

    Path jar = RegistryArchive.unpack(archive(RUNNER, "lib/a.jar", "README"), target);

    assertThat(jar).isEqualTo(target.resolve(RUNNER)).exists();
    assertThat(target.resolve("lib/a.jar")).exists();
    assertThat(target.resolve("README")).doesNotExist();
  }

  @Test
  void refusesEntriesThatPointOutside() throws IOException {
    Path archive = archive(RUNNER, "../evil.jar");

    assertThatThrownBy(() -> RegistryArchive.unpack(archive, folder.resolve("app")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("../evil.jar");
    assertThat(folder.resolve("evil.jar")).doesNotExist();
  }

  @Test
  void refusesAnArchiveWithoutTheRegistry() throws IOException {
    Path archive = archive("lib/a.jar");

    assertThatThrownBy(() -> RegistryArchive.unpack(archive, folder.resolve("app")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(RUNNER);
  }

  private Path archive(String... entries) throws IOException {
    Path archive = folder.resolve("archive.tar.gz");
    try (OutputStream file = Files.newOutputStream(archive);
        var tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(file))) {
      for (String entry : entries) {
        tar.putArchiveEntry(new TarArchiveEntry(entry));
        tar.closeArchiveEntry();
      }
    }
    return archive;
  }
}
