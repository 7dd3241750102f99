package dev.telemetry.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LocalSchemaRegistryIT {
  private static final String FULL_TRANSITIVE = "FULL_TRANSITIVE";

  @Test
  void refusesIncompatibleChangesFromTheStart() throws Exception {
    try (LocalSchemaRegistry registry = LocalSchemaRegistry.start()) {
      assertThat(registry.url()).endsWith("/apis/ccompat/v7");
      assertThat(get(registry.url() + "/config").body()).contains(FULL_TRANSITIVE);

      assertThat(register(registry, "\\\"string\\\"").statusCode()).isEqualTo(200);
      assertThat(register(registry, "\\\"long\\\"").statusCode()).isEqualTo(409);
    }
  }

  @Test
  void leavesNeitherProcessNorFolder() {
    LocalSchemaRegistry registry = LocalSchemaRegistry.start();
    Path folder = registry.folder().path();
    assertThat(ProcessHandle.current().descendants().anyMatch(ProcessHandle::isAlive)).isTrue();

    registry.close();
    registry.close();

    assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(folder).doesNotExist();
  }

  @Test
  void saysWhatTheChildSaidWhenItDoesNotStart(@TempDir Path folder) throws IOException {
    startsNot(archiveWithMainClass(folder, "dev.example.Missing"))
        .hasMessageContaining("LocalSchemaRegistry")
        .hasMessageContaining("the registry ended while starting")
        .hasMessageContaining("java.lang.ClassNotFoundException: dev.example.Missing");
  }

  @Test
  void doesNotStartFromABrokenArchive(@TempDir Path folder) throws IOException {
    startsNot(Files.writeString(folder.resolve("registry.tar.gz"), "no archive"))
        .hasRootCauseInstanceOf(IOException.class);
  }

  private static AbstractThrowableAssert<?, ?> startsNot(Path archive) {
    System.setProperty(RegistryArchive.PROPERTY, archive.toString());
    try {
      return assertThatThrownBy(LocalSchemaRegistry::start)
          .isInstanceOf(IllegalStateException.class);
    } finally {
      System.clearProperty(RegistryArchive.PROPERTY);
    }
  }

  private static Path archiveWithMainClass(Path folder, String mainClass) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, mainClass);
    ByteArrayOutputStream jar = new ByteArrayOutputStream();
    new JarOutputStream(jar, manifest).close();
    Path archive = folder.resolve("registry.tar.gz");
    try (OutputStream file = Files.newOutputStream(archive);
        var tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(file))) {
      var entry = new TarArchiveEntry("apicurio-registry-app-3.0.9-runner.jar");
      entry.setSize(jar.size());
      tar.putArchiveEntry(entry);
      tar.write(jar.toByteArray());
      tar.closeArchiveEntry();
    }
    return archive;
  }

  private static HttpResponse<String> register(LocalSchemaRegistry registry, String schema)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(registry.url() + "/subjects/words-value/versions"))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"schema\": \"" + schema + "\"}"))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(String url) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }
}
