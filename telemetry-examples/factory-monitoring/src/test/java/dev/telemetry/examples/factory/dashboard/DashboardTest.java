package dev.telemetry.examples.factory.dashboard;

import static dev.telemetry.examples.factory.dashboard.Records.PRESS;
import static dev.telemetry.examples.factory.dashboard.Records.START;
import static dev.telemetry.examples.factory.dashboard.Records.at;
import static dev.telemetry.examples.factory.dashboard.Records.opened;
import static dev.telemetry.examples.factory.dashboard.Records.reading;
import static dev.telemetry.examples.factory.dashboard.Records.rollup;
import static dev.telemetry.examples.factory.dashboard.Records.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.telemetry.model.Quantile;
import dev.telemetry.model.Severity;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.testkit.LocalPostgres;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DashboardTest {
  private static LocalPostgres postgres;
  private static Database database;
  private Tables tables;
  private Dashboard dashboard;
  private Http http;

  @BeforeAll
  static void startsDatabase() {
    postgres = LocalPostgres.start();
    database = new Database(postgres);
  }

  @AfterAll
  static void stopsDatabase() {
    postgres.close();
  }

  @BeforeEach
  void startsDashboard() throws SQLException {
    database.down(false);
    tables = new Tables(database);
    tables.create();
    dashboard = Dashboard.start(0, database);
    http = new Http(dashboard);
  }

  @AfterEach
  void stopsDashboard() {
    dashboard.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/favicon.svg",
        "/css/base.css",
        "/js/main.js",
        "/uplot/uPlot.esm.js",
        "/uplot/uPlot.min.css",
        "/api/sensors",
        "/nothing"
      })
  void sendsSecurityHeadersWithEverything(String path) throws Exception {
    HttpResponse<String> response = http.get(path);

    assertThat(response.statusCode()).isEqualTo(path.equals("/nothing") ? 404 : 200);
    assertThat(response.headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'self';"));
    assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(response.headers().firstValue("X-Frame-Options")).hasValue("DENY");
    assertThat(response.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/uplot/uPlot.d.ts",
        "/js/..%2findex.html",
        "/log4j2-test.properties",
        "/dev/telemetry/model/SensorReading.class",
        "/js/%2e%2e/%2e%2e/log4j2-test.properties"
      })
  void servesNothingElseFromTheClassPath(String path) throws Exception {
    assertThat(http.get(path).statusCode()).isIn(400, 404);
  }

  @Test
  void tellsTheHistoryOfASensor() throws Exception {
    WindowStatistics withQuantiles = window(PRESS, at(600), 600, 99);
    withQuantiles.setQuantiles(List.of(new Quantile(0.05, 97.0), new Quantile(0.95, 101.0)));
    tables.insert(withQuantiles);
    for (int i = 0; i < 5; i++) {
      tables.insert(window(PRESS, at(10 * i), 10, 50 + i));
    }
    tables.insert(window("plant-1/line-1/press-2/temperature", START, 10, 1));
    tables.insert(rollup("plant-1/line-1", START, 10, 2));

    JsonNode windows = http.json("/api/statistics?limit=3&sensor=" + Http.encoded(PRESS));

    assertThat(windows.findValues("mean").stream().map(JsonNode::asDouble))
        .containsExactly(99.0, 54.0, 53.0, 52.0); // of each length the newest
    assertThat(windows.get(0).get("p95").asDouble()).isEqualTo(101);
    assertThat(windows.get(1).get("p95").isNull()).isTrue();
    assertThat(windows.get(1).get("from").asLong()).isEqualTo(at(40).toEpochMilli());
    assertThat(windows.get(1).get("to").asLong()).isEqualTo(at(50).toEpochMilli());
    assertThat(http.json("/api/sensors").findValuesAsText("id"))
        .containsExactlyInAnyOrder(
            PRESS, "plant-1/line-1/press-2/temperature", "plant-1/line-1#temperature[Cel]");
  }

  @Test
  void thinsOlderWindowsThatOverlapToThoseThatTileTheTime() throws Exception {
    for (int i = 0; i < 30; i++) {
      tables.insert(window(PRESS, at(i), 10, i));
    }

    JsonNode windows = http.json("/api/statistics?limit=6&sensor=" + Http.encoded(PRESS));

    assertThat(windows.findValues("mean").stream().map(JsonNode::asInt))
        .containsExactly(29, 28, 27, 20, 10, 0);
  }

  @Test
  void tellsTheNewestAnomaliesFirst() throws Exception {
    for (int i = 0; i < 4; i++) {
      tables.insert(opened(PRESS, Severity.WARNING, at(i), "number " + i), null);
    }

    JsonNode anomalies = http.json("/api/anomalies?limit=2");

    assertThat(anomalies.findValuesAsText("explanation")).containsExactly("number 3", "number 2");
    assertThat(anomalies.get(0).get("open").asBoolean()).isTrue();
    assertThat(anomalies.get(0).get("closedAt").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"anomalies?limit=0", "anomalies?limit=2001", "anomalies?limit=x", "statistics"})
  void refusesParametersOutOfBounds(String query) throws Exception {
    assertThat(http.get("/api/" + query).statusCode()).isEqualTo(400);
  }

  @Test
  void hasNoHistoryBeforeTheJobHasMadeItsTables() throws Exception {
    tables.drop();

    assertThat(http.json("/api/sensors")).isEmpty();
    assertThat(http.json("/api/anomalies")).isEmpty();
  }

  @Test
  void saysThatTheDatabaseIsDownAndRecovers() throws Exception {
    database.down(true);
    HttpResponse<String> down = http.get("/api/anomalies");
    database.down(false);

    assertThat(down.statusCode()).isEqualTo(503);
    assertThat(down.body()).isEqualTo("{\"error\":\"The database does not answer.\"}");
    assertThat(http.get("/api/anomalies").statusCode()).isEqualTo(200);
  }

  @Test
  void startsWithoutADatabaseToo() throws Exception {
    String nowhere = "jdbc:postgresql://127.0.0.1:1/none";
    try (Dashboard alone = Dashboard.start(0, nowhere, "user", "secret")) {
      HttpResponse<String> response = new Http(alone).get("/api/sensors");

      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.body()).doesNotContain("secret");
    }
  }

  @Test
  void keepsHostileTextAsText() throws Exception {
    String hostile = "plant-1/line-1/<img src=x onerror=alert(1)>/temperature";
    tables.insert(opened(hostile, Severity.WARNING, START, "</script><b>\"'&"), null);

    HttpResponse<String> response = http.get("/api/anomalies");

    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/json");
    assertThat(http.json("/api/anomalies").get(0).get("explanation").asText())
        .isEqualTo("</script><b>\"'&");
  }

  @Test
  void saysThatAPortIsInUse() {
    int port = URI.create(dashboard.url()).getPort();

    assertThatThrownBy(() -> Dashboard.start(port, database))
        .isInstanceOf(PortInUseException.class)
        .hasMessage(
            "Port "
                + port
                + " is in use: stop what listens there, or choose another port for the dashboard"
                + " (0 takes any free one).");
  }

  @Test
  void listensOnTheLoopbackOnly() throws Exception {
    int port = URI.create(dashboard.url()).getPort();
    List<InetAddress> others =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(a -> a instanceof Inet4Address && !a.isLoopbackAddress())
            .toList();
    assumeThat(others).as("this machine has a network").isNotEmpty();

    for (InetAddress address : others) {
      assertThatThrownBy(() -> new Socket(address, port).close()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void answersToItsOwnNamesOnly() throws Exception {
    assertThat(statusFor("localhost")).isEqualTo(200);
    assertThat(statusFor("127.0.0.1")).isEqualTo(200);
    assertThat(statusFor("evil.example")).isEqualTo(403);
    assertThat(statusFor("127.0.0.1.evil.example")).isEqualTo(403);
  }

  @Test
  void pushesASnapshotAndThenWhatComes() {
    List<JsonNode> updates = Http.updates();
    dashboard.publish(reading(PRESS, 50, START));
    dashboard.status(Phase.RUNNING, "running");
    dashboard.counters(() -> Map.of("accepted", 7L));
    http.listen(updates);
    await().until(() -> !updates.isEmpty());
    dashboard.publish(reading(PRESS, 51, at(1)));
    dashboard.publish(window(PRESS, START, 10, 50.5));
    dashboard.publish(opened(PRESS, Severity.CRITICAL, at(1), "51 Cel is above 50 Cel"));

    await().until(() -> updates.stream().anyMatch(u -> u.get("anomalies").size() == 1));
    assertThat(updates.get(0).get("snapshot").asBoolean()).isTrue();
    assertThat(updates.get(0).at("/sensors/0/points/0/1").asDouble()).isEqualTo(50);
    assertThat(updates.get(0).at("/status/text").asText()).isEqualTo("running");
    await()
        .untilAsserted(
            () ->
                assertThat(updates)
                    .anySatisfy(u -> assertThat(u.at("/counters/accepted").asLong()).isEqualTo(7)));
    assertThat(updates)
        .anySatisfy(
            u -> {
              assertThat(u.get("snapshot").asBoolean()).isFalse();
              assertThat(u.at("/sensors/0/points").toString()).contains(",51.0]");
            });
    assertThat(updates)
        .anySatisfy(u -> assertThat(u.at("/statistics/0/mean").asDouble()).isEqualTo(50.5));
  }

  @Test
  void keepsPushingWhenTheCountersFail() {
    List<JsonNode> updates = Http.updates();
    dashboard.counters(
        () -> {
          throw new IllegalStateException("no metrics yet");
        });
    http.listen(updates);

    await().until(() -> updates.size() > 3);
    assertThat(updates.get(3).get("counters")).isEmpty();
  }

  @Test
  void aPageThatDoesNotReadKeepsNobodyWaiting() throws Exception {
    List<JsonNode> updates = Http.updates();
    try (Socket stuck = socket()) {
      send(stuck, "GET /events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
      http.listen(updates);
      for (int i = 0; i < 200_000; i++) {
        dashboard.publish(reading("plant-1/line-1/press-" + i % 500 + "/temperature", i, at(i)));
      }
      int before = updates.size();

      await().atMost(Duration.ofSeconds(10)).until(() -> updates.size() > before + 4);
      assertThat(stuck.isConnected()).isTrue();
    }
  }

  private int statusFor(String host) throws IOException {
    try (Socket socket = socket()) {
      send(socket, "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return Integer.parseInt(answer.split(" ", 3)[1]);
    }
  }

  private Socket socket() throws IOException {
    return new Socket("127.0.0.1", URI.create(dashboard.url()).getPort());
  }

  private static void send(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }
}
