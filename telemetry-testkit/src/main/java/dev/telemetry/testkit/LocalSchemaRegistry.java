package dev.telemetry.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A real schema registry (Apicurio 3.0.9, with the interface of the Confluent registry) as a child
 * process on the loopback interface, without Docker. Schemas live in memory; the compatibility of
 * all subjects is FULL_TRANSITIVE. Ready in 3 to 9 seconds; takes about 230 MB. The process ends
 * with this JVM, even when that is killed.
 *
 * <p>The distribution comes from the file that the system property {@code
 * telemetry.registry.archive} names, else from the local Maven repository.
 */
public final class LocalSchemaRegistry extends LocalService {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Duration BETWEEN_PROBES = Duration.ofMillis(50);
  private static final int PROBE_MILLIS = 5_000;
  private static final String COMPATIBILITY = "{\"compatibility\":\"FULL_TRANSITIVE\"}";

  private String url = "";
  private @Nullable ChildJvm child;

  private LocalSchemaRegistry() {
    super("registry");
  }

  /**
   * Starts a registry and waits until it answers.
   *
   * @return the running registry; close it
   * @throws IllegalStateException if the distribution is missing (the message says how to bring
   *     it), or the registry does not start within 90 seconds (with the end of its log)
   */
  public static LocalSchemaRegistry start() {
    return started(new LocalSchemaRegistry());
  }

  /**
   * Where clients connect.
   *
   * @return the base URL of the Confluent interface; it ends in {@code /apis/ccompat/v7}
   */
  public String url() {
    return url;
  }

  @Override
  void boot() throws IOException, InterruptedException {
    Path jar = RegistryArchive.unpack(RegistryArchive.find(), folder().resolve("app"));
    int port = Ports.free(1)[0];
    url = "http://%s:%d/apis/ccompat/v7".formatted(Ports.LOOPBACK, port);
    child = ChildJvm.start(jar, options(port), folder().path());
    awaitReady(child);
  }

  @Override
  void halt() {
    if (child != null) {
      child.stop();
    }
  }

  private static List<String> options(int port) {
    return List.of(
        "-Xmx160m",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Dquarkus.http.host=" + Ports.LOOPBACK,
        "-Dquarkus.http.port=" + port,
        "-Dquarkus.http.access-log.enabled=false",
        "-Dapicurio.datasource.jdbc.initial-size=1",
        "-Dapicurio.datasource.jdbc.min-size=1");
  }

  private void awaitReady(ChildJvm starting) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!setsCompatibility()) {
      if (starting.endsWithin(BETWEEN_PROBES)) {
        throw new IOException("the registry ended while starting:\n" + starting.logTail());
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(
            "the registry did not answer within %d s:%n%s"
                .formatted(START_LIMIT.toSeconds(), starting.logTail()));
      }
    }
  }

  /** The first thing to set is also the probe: the default would let every change pass. */
  private boolean setsCompatibility() throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(url + "/config").toURL().openConnection();
    connection.setConnectTimeout(PROBE_MILLIS);
    connection.setReadTimeout(PROBE_MILLIS);
    connection.setRequestMethod("PUT");
    connection.setRequestProperty("Content-Type", "application/vnd.schemaregistry.v1+json");
    connection.setDoOutput(true);
    try {
      send(connection, COMPATIBILITY);
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (SocketException | SocketTimeoutException e) {
      return false; // not up yet
    } finally {
      connection.disconnect();
    }
  }

  private static void send(HttpURLConnection connection, String body) throws IOException {
    try (OutputStream out = connection.getOutputStream()) {
      out.write(body.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public String toString() {
    return "LocalSchemaRegistry(" + url + ")";
  }
}
