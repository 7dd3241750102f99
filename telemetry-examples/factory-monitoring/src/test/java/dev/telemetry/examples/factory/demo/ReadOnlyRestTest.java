package dev.telemetry.examples.factory.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flink's REST interface with the demo's own settings. */
class ReadOnlyRestTest {
  @TempDir Path folder;

  private MiniCluster flink;

  @AfterEach
  void stop() throws Exception {
    flink.close();
  }

  @Test
  void answersQuestionsAndTakesNoOrders() throws Exception {
    URI rest = start(RunningJob.settings(folder));
    String own = "localhost";

    assertThat(InetAddress.getByName(rest.getHost()).isLoopbackAddress()).isTrue();
    await().until(() -> status(rest, "GET /v1/overview", own) == 200);
    assertThat(status(rest, "POST /v1/jobs", own)).isEqualTo(403);
    assertThat(status(rest, "POST /jars/upload", own)).isEqualTo(403);
    assertThat(status(rest, "PATCH /jobs/00000000000000000000000000000000", own)).isEqualTo(403);
    assertThat(status(rest, "DELETE /cluster", own)).isEqualTo(403);
    assertThat(status(rest, "GET /v1/overview", "evil.example")).isEqualTo(403);
  }

  /** Or the test above would prove nothing. */
  @Test
  void isNeededAsFlinkItselfTakesJobsFromAnybody() throws Exception {
    Configuration open = RunningJob.settings(folder);
    open.set(ReadOnlyRest.READ_ONLY, false);

    URI rest = start(open);

    // the submission is looked at: only its content is missing
    await().until(() -> status(rest, "POST /v1/jobs", "evil.example") == 400);
  }

  private URI start(Configuration settings) throws Exception {
    settings.set(RestOptions.BIND_PORT, "0");
    flink =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .build());
    flink.start();
    return flink.getRestAddress().get();
  }

  private static int status(URI rest, String request, String host) throws IOException {
    String head =
        "%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            .formatted(request, host);
    try (Socket socket = new Socket(rest.getHost(), rest.getPort())) {
      socket.getOutputStream().write(head.getBytes(US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      return Integer.parseInt(answer.split(" ", 3)[1]);
    }
  }
}
