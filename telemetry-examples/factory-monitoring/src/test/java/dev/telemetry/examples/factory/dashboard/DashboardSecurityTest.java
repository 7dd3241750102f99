package dev.telemetry.examples.factory.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page elsewhere, open in the same browser, could try. */
class DashboardSecurityTest {
  private static final String ORDERS = "POST /api/alarms/commands";
  private static final String ORDER = "{\"source\": \"s\", \"action\": \"ACKNOWLEDGE\"}";
  private static final String OWN = "Host: localhost";
  private static final String JSON = "Content-Type: application/json";

  private static Dashboard dashboard;
  private static Obeyed obeyed;

  @BeforeAll
  static void startsDashboard() {
    dashboard = Dashboard.start(0, "jdbc:postgresql://127.0.0.1:1/none", "user", "s3cret");
    obeyed = new Obeyed(dashboard);
    dashboard.control(obeyed);
  }

  @AfterAll
  static void stopsDashboard() {
    dashboard.close();
  }

  @Test
  void runsNoScriptAndNoStyleButThoseOfItsOwnFiles() throws IOException {
    assertThat(answer("GET /", "", OWN))
        .contains(
            "Content-Security-Policy:"
                + " default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
        .doesNotContainPattern("(?i)<script(?![^>]* src=\"/)")
        .doesNotContainPattern("(?i)<style|\\sstyle=|\\son[a-z]+=|javascript:")
        .doesNotContainPattern("(?i)(src|href)=\"(https?:)?//");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /", "GET /api/rules", "GET /js/main.js", "OPTIONS /api/rules"})
  void isReadByNoOtherPage(String request) throws IOException {
    assertThat(answer(request, "", OWN, "Origin: http://evil.example"))
        .contains("Cross-Origin-Resource-Policy: same-origin")
        .doesNotContainIgnoringCase("Access-Control-");
  }

  @Test
  void takesOrdersFromItsOwnPageOnly() throws IOException {
    String foreign = "Origin: http://evil.example";
    assertThat(answer(ORDERS, ORDER, OWN, JSON, foreign)).contains(" 403 ");
    assertThat(answer(ORDERS, ORDER, OWN, JSON, "Origin: null")).contains(" 403 ");
    // a name that its owner resolves to the loopback, with an origin that agrees
    assertThat(answer(ORDERS, ORDER, "Host: evil.example", JSON, foreign)).contains(" 403 ");
    // what a form sends without asking first
    assertThat(answer(ORDERS, ORDER, OWN, "Content-Type: text/plain")).contains(" 415 ");
    assertThat(answer(ORDERS, ORDER, OWN)).contains(" 415 ");

    assertThat(obeyed.commands).isEmpty();
  }

  @Test
  void readsNoMoreThanAnOrderCanBe() throws IOException {
    String large = "{\"source\": \"" + "s".repeat(100_000) + "\"}";

    assertThat(answer(ORDERS, large, OWN, JSON)).contains(" 413 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /api/sensors", "GET /nothing", "PUT /api/rules", "GET /%ff", ORDERS})
  void saysWhatIsWrongWithoutTheInnards(String request) throws IOException {
    String deep = "{\"source\": " + "[".repeat(20_000);

    assertThat(answer(request, request.equals(ORDERS) ? deep : "", OWN, JSON))
        .containsPattern("^HTTP/1.1 [45]\\d\\d ")
        .doesNotContain("\tat ", "Exception", "s3cret")
        .doesNotContainPattern("(?i)\r\nServer:.*\\d");
  }

  /** As it comes over the wire: a client of HTTP would not send all of these headers. */
  private static String answer(String request, String body, String... headers) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    String head =
        request
            + " HTTP/1.1\r\n"
            + String.join("\r\n", headers)
            + "\r\nConnection: close\r\nContent-Length: "
            + bytes.length
            + "\r\n\r\n";
    try (Socket socket = new Socket("127.0.0.1", URI.create(dashboard.url()).getPort())) {
      socket.getOutputStream().write(head.getBytes(UTF_8));
      socket.getOutputStream().write(bytes);
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}
