package dev.telemetry.examples.factory.dashboard;

import static dev.telemetry.examples.factory.dashboard.Records.PRESS;
import static dev.telemetry.examples.factory.dashboard.Records.START;
import static dev.telemetry.examples.factory.dashboard.Records.reading;
import static dev.telemetry.examples.factory.dashboard.Records.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.model.AlarmAction;
import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.DetectorRule;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the buttons send. */
class OrdersTest {
  private static final String NOWHERE = "jdbc:postgresql://127.0.0.1:1/none";
  private static final String COMMANDS = "/api/alarms/commands";
  private static final String RULES = "/api/rules";

  private Dashboard dashboard;
  private Http http;
  private Obeyed obeyed;

  @BeforeEach
  void startsDashboard() {
    dashboard = Dashboard.start(0, NOWHERE, "user", "secret");
    http = new Http(dashboard);
    obeyed = new Obeyed(dashboard);
    dashboard.control(obeyed);
  }

  @AfterEach
  void stopsDashboard() {
    dashboard.close();
  }

  @Test
  void acknowledgesInTheTimeOfThePlant() throws Exception {
    dashboard.publish(reading(PRESS, 93, START));

    HttpResponse<String> answer =
        post(COMMANDS, "{'source': 's', 'alarm': 'a', 'action': 'ACKNOWLEDGE', 'by': 'Ada'}");

    assertThat(answer.statusCode()).isEqualTo(202);
    AlarmCommand command = obeyed.commands.get(0);
    assertThat(command.getAction()).isEqualTo(AlarmAction.ACKNOWLEDGE);
    assertThat(command.getSource()).isEqualTo("s");
    assertThat(command.getAlarm()).isEqualTo("a");
    assertThat(command.getBy()).isEqualTo("Ada");
    assertThat(command.getAt()).isEqualTo(START);
    assertThat(command.getShelveMillis()).isNull();
  }

  @Test
  void shelvesForAnHour() throws Exception {
    post(COMMANDS, "{'source': 's', 'action': 'SHELVE', 'minutes': 60, 'by': 'Ada'}");

    assertThat(obeyed.commands.get(0).getShelveMillis()).isEqualTo(3_600_000);
  }

  @Test
  void putsTheNextVersionOfARuleIntoForce() throws Exception {
    dashboard.publish(rule("hot", 3, 90));

    HttpResponse<String> answer =
        post(
            RULES,
            "{'id': 'hot', 'base': 3, 'enabled': true, 'shadow': true, 'machine': 'p/l/m',"
                + " 'detector': 'threshold', 'parameters': {'above': '95'}, 'severity': 'INFO'}");

    assertThat(answer.statusCode()).isEqualTo(202);
    DetectorRule changed = obeyed.rules.get(0);
    assertThat(changed.getVersion()).isEqualTo(4);
    assertThat(changed.getShadow()).isTrue();
    assertThat(changed.getMachine()).isEqualTo("p/l/m");
    assertThat(changed.getParameters()).isEqualTo(Map.of("above", "95"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {'base': 0, 'detector': 'threshold'} | 422 | the rule needs a name
          {'id': 'x', 'detector': 'thresold'} | 422 | there is no detector
          {'id': 'x', 'detector': 'threshold'} | 422 | exactly one of above, below must be given
          {'id': 'x', 'detector': 'threshold', 'parameters': {'above': 'hot'}} | 422 | above must be a number
          {'id': 'x', 'detector': 'threshold', 'parameters': {'over': '9'}} | 422 | no parameter over
          {'id': 'x', 'base': 2, 'detector': 'threshold', 'parameters': {'above': '9'}} | 409 | has version 0 by now
          {'id': 'x', 'sensor': 'a', 'line': 'b', 'detector': 'threshold', 'parameters': {'above': '9'}} | 422 | rule x
          not json | 400 | cannot be read
          null | 400 | is empty
          {'id': 'x', 'surprise': 1} | 400 | surprise
          """)
  void refusesABadRuleWithTheReason(String body, int status, String reason) throws Exception {
    HttpResponse<String> answer = post(RULES, body);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).startsWith("{\"error\":").contains(reason);
    assertThat(obeyed.rules).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {'source': 's'} | 400 | action is missing
          {'source': 's', 'action': 'EXPLODE'} | 400 | cannot be read
          {'source': 's', 'action': 'SHELVE'} | 422 | minutes must be at least 1
          """)
  void refusesABadCommandWithTheReason(String body, int status, String reason) throws Exception {
    HttpResponse<String> answer = post(COMMANDS, body);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains(reason);
    assertThat(obeyed.commands).isEmpty();
  }

  @Test
  void takesNoOrdersFromOtherPages() throws Exception {
    String body = "{\"source\": \"s\", \"action\": \"ACKNOWLEDGE\"}";
    String json = "application/json";

    assertThat(
            http.post(COMMANDS, body, "Content-Type", json, "Origin", "http://evil.example")
                .statusCode())
        .isEqualTo(403);
    assertThat(http.post(COMMANDS, body, "Content-Type", "text/plain").statusCode()).isEqualTo(415);
    assertThat(obeyed.commands).isEmpty();
    String own = dashboard.url().replaceAll("/$", "");
    assertThat(http.post(COMMANDS, body, "Content-Type", json, "Origin", own).statusCode())
        .isEqualTo(202);
  }

  @Test
  void saysThatTheTopicDoesNotTakeIt() throws Exception {
    dashboard.control(
        new Control() {
          @Override
          public void command(AlarmCommand command) {
            throw new IllegalStateException("no broker answers");
          }

          @Override
          public void change(DetectorRule rule) {
            throw new IllegalStateException("no broker answers");
          }
        });

    HttpResponse<String> answer = post(COMMANDS, "{'source': 's', 'action': 'RESET'}");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("no broker answers");
  }

  @Test
  void onlyShowsWithoutControl() throws Exception {
    try (Dashboard shows = Dashboard.start(0, NOWHERE, "user", "secret")) {
      HttpResponse<String> answer =
          new Http(shows).post(COMMANDS, "{}", "Content-Type", "application/json");

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("only shows");
    }
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return http.post(path, body.replace('\'', '"'), "Content-Type", "application/json");
  }
}
