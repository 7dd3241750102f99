package dev.telemetry.examples.factory.dashboard;

import static dev.telemetry.examples.factory.dashboard.Records.PRESS;
import static dev.telemetry.examples.factory.dashboard.Records.START;
import static dev.telemetry.examples.factory.dashboard.Records.alarm;
import static dev.telemetry.examples.factory.dashboard.Records.at;
import static dev.telemetry.examples.factory.dashboard.Records.closed;
import static dev.telemetry.examples.factory.dashboard.Records.corrected;
import static dev.telemetry.examples.factory.dashboard.Records.opened;
import static dev.telemetry.examples.factory.dashboard.Records.reading;
import static dev.telemetry.examples.factory.dashboard.Records.rollup;
import static dev.telemetry.examples.factory.dashboard.Records.rule;
import static dev.telemetry.examples.factory.dashboard.Records.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telemetry.model.AlarmAction;
import dev.telemetry.model.AlarmState;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.Severity;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.testkit.LocalPostgres;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.Select;

/** The page in a real browser. */
class DashboardBrowserIT {
  private static final String HOSTILE = "plant-1/line-1/<img src=x onerror=alert(1)>/temperature";

  @TempDir static Path profile;
  private static LocalPostgres postgres;
  private static Database database;
  private static ChromeDriver browser;
  private Tables tables;
  private Dashboard dashboard;

  @BeforeAll
  static void startsBrowser() {
    Browser.require();
    postgres = LocalPostgres.start();
    database = new Database(postgres);
    browser = Browser.start(profile, false);
  }

  @AfterAll
  static void stopsBrowser() {
    if (browser != null) {
      browser.quit();
      postgres.close();
    }
  }

  @BeforeEach
  void startsDashboard() throws SQLException {
    database.down(false);
    tables = new Tables(database);
    tables.create();
    dashboard = Dashboard.start(0, database);
    dashboard.status(Phase.RUNNING, "running");
    Browser.size(browser, 1280, 900);
    Browser.errors(browser); // what an earlier test has left
  }

  @AfterEach
  void stopsDashboard() {
    browser.get("about:blank");
    dashboard.close();
  }

  @Test
  void waitsForTheFirstReadingAndThenMoves() {
    dashboard.status(Phase.STARTING, "starting Kafka");
    dashboard.counters(() -> Map.of("accepted", 1234L, "quarantined", 5L));
    open();
    eventually().until(() -> text("#phase").equals("starting Kafka"));
    assertThat(text("#charts")).isEqualTo("Waiting for the first reading…");
    assertThat(text("#anomaly-list")).isEqualTo("No anomalies so far.");

    dashboard.publish(reading(PRESS, 56.5, START));
    eventually().until(() -> text(".chart-value").equals("56.5 °C"));
    dashboard.publish(reading(PRESS, 57.5, at(1)));
    eventually().until(() -> text(".chart-value").equals("57.5 °C"));

    assertThat(text("#plant")).isEqualTo("plant-1");
    assertThat(text(".tile")).contains("press-1", "OK", "57.5 °C");
    eventually().until(() -> text("#counters").contains("1,234"));
    assertThat(browser.findElements(By.cssSelector(".chart canvas"))).hasSize(1);
    assertThat(Browser.errors(browser)).isEmpty();
  }

  @Test
  void showsAnAnomalyWithItsExplanationUntilItCloses() {
    Anomaly opening = opened(PRESS, Severity.CRITICAL, at(5), "91.0 Cel is above 90 Cel");
    dashboard.publish(reading(PRESS, 91, at(5)));
    open();
    eventually().until(() -> text(".tile").contains("OK"));

    dashboard.publish(opening);
    eventually().until(() -> text(".tile").contains("Critical"));
    assertThat(text(".anomaly"))
        .contains("Critical · open", "press-1 · temperature", "91.0 Cel is above 90 Cel");
    assertThat(text(".chart-badge")).contains("critical anomaly open");

    dashboard.publish(closed(opening, at(65), "84.0 Cel is below 85 Cel"));
    eventually().until(() -> text(".tile").contains("OK"));
    assertThat(text(".anomaly"))
        .contains("closed", "1 min", "91.0 Cel is above 90 Cel", "84.0 Cel is below 85 Cel");
    assertThat(Browser.errors(browser)).isEmpty();
  }

  @Test
  void showsAHostileNameAsText() {
    dashboard.publish(reading(HOSTILE, 56.5, START));
    dashboard.publish(opened(HOSTILE, Severity.WARNING, START, "<b onclick=alert(2)>hot</b>"));
    open();

    eventually().until(() -> !browser.findElements(By.cssSelector(".chart canvas")).isEmpty());
    assertThat(text(".tile-name")).isEqualTo("<img src=x onerror=alert(1)>");
    assertThat(text("#detail-title")).contains("<img src=x onerror=alert(1)>");
    assertThat(text(".anomaly-text")).isEqualTo("<b onclick=alert(2)>hot</b>");
    assertThat(browser.findElements(By.cssSelector("main img, main b"))).isEmpty();
    assertThat(Browser.errors(browser)).isEmpty();
  }

  @Test
  void showsTheHistoryAfterAReload() throws SQLException {
    for (int i = 0; i < 30; i++) {
      tables.insert(window(PRESS, at(10 * i), 10, 50 + i % 5));
    }
    Anomaly opening = opened(PRESS, Severity.WARNING, at(100), "93.2 Cel is above 90 Cel");
    tables.insert(closed(opening, at(130), "93.2 Cel is above 90 Cel"), "all is well again");
    open();

    for (int load = 0; load < 2; load++) {
      eventually().until(() -> points() == 30);
      eventually().until(() -> text(".anomaly").contains("all is well again"));
      assertThat(text(".anomaly")).contains("93.2 Cel is above 90 Cel");
      browser.navigate().refresh();
    }
    assertThat(Browser.errors(browser)).isEmpty();
  }

  @Test
  void leavesTheLiveValuesInPlaceAfterAReload() {
    for (int i = 0; i < 50; i++) {
      dashboard.publish(reading(PRESS, 50 + i % 3, at(i)));
    }
    open();

    for (int load = 0; load < 2; load++) {
      eventually().until(() -> points() == 50);
      browser.navigate().refresh();
    }
    assertThat(Browser.errors(browser)).isEmpty();
  }

  @Test
  void saysThatTheHistoryIsNotAvailableAndRecovers() throws SQLException {
    tables.insert(opened(PRESS, Severity.WARNING, START, "93.2 Cel is above 90 Cel"), null);
    database.down(true);
    open();
    eventually()
        .until(() -> text("#notices").startsWith("The history is not available: The database"));

    database.down(false);
    eventually().until(() -> text(".anomaly").contains("93.2 Cel is above 90 Cel"));
    eventually().until(() -> text("#notices").isEmpty());
  }

  @Test
  void saysThatTheJobHasFailed() {
    dashboard.status(Phase.FAILED, "the job failed: no broker answers");
    open();

    eventually().until(() -> text("#notices").equals("the job failed: no broker answers"));
    assertThat(text("#phase")).isEqualTo("the job failed: no broker answers");
  }

  @Test
  void reconnectsWhenTheServerIsBack() {
    dashboard.publish(reading(PRESS, 56.5, START));
    open();
    eventually().until(() -> text("#phase").equals("running"));
    int port = URI.create(dashboard.url()).getPort();

    dashboard.close();
    eventually().until(() -> text("#phase").equals("reconnecting…"));
    dashboard = Dashboard.start(port, database);
    dashboard.status(Phase.RUNNING, "running again");
    eventually().until(() -> text("#phase").equals("running again"));
    assertThat(text("#notices")).isEmpty();
  }

  @Test
  void showsARecordingOfLongAgo() {
    String sensor = "recording/replay/machine_temperature/temperature";
    for (int i = 0; i < 500; i++) {
      dashboard.publish(reading(sensor, 80 + i % 7, START.minusSeconds(400_000_000L - 300L * i)));
    }
    open();

    eventually().until(() -> points() == 500); // all of it, not the last ten minutes
    assertThat(text("#detail-title")).isEqualTo("machine_temperature · replay");
    assertThat(Browser.errors(browser)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {360, 390, 768, 1280})
  void hasNoHorizontalScroll(int width) {
    Browser.size(browser, width, 800);
    dashboard.counters(() -> Map.of("produced", 123_456_789L, "read", 1L, "accepted", 9L));
    dashboard.publish(reading(HOSTILE, 56.5, START));
    for (int seconds : new int[] {10, 60, 3600}) {
      dashboard.publish(window(HOSTILE, START, seconds, 123_456));
      dashboard.publish(rollup(HOSTILE.replace("/temperature", ""), START, seconds, 123_456_789));
    }
    dashboard.publish(reading("plant-1/line-1/" + "x".repeat(90) + "/temperature", 1, START));
    dashboard.publish(
        opened(HOSTILE, Severity.WARNING, START, "unbroken".repeat(30) + " is above 90 Cel"));
    dashboard.publish(
        alarm(HOSTILE, AlarmState.UNACKNOWLEDGED, 0, "unbroken".repeat(30) + " is above 90 Cel"));
    dashboard.publish(rule("unbroken".repeat(30), 1, 90));
    open();

    eventually().until(() -> !browser.findElements(By.cssSelector(".chart canvas")).isEmpty());
    Object overflow =
        browser.executeScript(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assertThat(overflow).isEqualTo(0L);
  }

  @Test
  void showsTheMachineThatIsChosen() {
    dashboard.publish(reading(PRESS, 56.5, START));
    dashboard.publish(reading("plant-1/line-2/oven-9/temperature", 72.5, START));
    open();
    eventually().until(() -> text("#detail-title").equals("press-1 · line-1"));

    browser.findElements(By.cssSelector(".tile")).get(1).click();

    eventually().until(() -> text("#detail-title").equals("oven-9 · line-2"));
    browser.navigate().refresh();
    eventually().until(() -> text("#detail-title").equals("oven-9 · line-2"));
    assertThat(Browser.errors(browser)).isEmpty();
  }

  @Test
  void showsTheWindowsOfTheChosenLength() {
    dashboard.publish(reading(PRESS, 56.5, at(3600)));
    dashboard.publish(window(PRESS, START, 3600, 70));
    dashboard.publish(window(PRESS, at(3590), 10, 50));
    dashboard.publish(window(PRESS, at(3540), 60, 60));
    open();
    eventually().until(() -> text(".chart-summary").startsWith("mean 50.0 · 47.0 to 53.0 °C"));
    assertThat(buttons("#windows")).isEqualTo("10 s,1 min,1 h");
    assertThat(text("#windows [aria-pressed=true]")).isEqualTo("10 s");

    browser.findElements(By.cssSelector("#windows button")).get(2).click();

    eventually().until(() -> text(".chart-summary").startsWith("mean 70.0"));
    assertThat(text("#windows [aria-pressed=true]")).isEqualTo("1 h");
    assertThat(Browser.errors(browser)).isEmpty();
  }

  @Test
  void replacesWhatACorrectionCorrects() {
    WindowStatistics press = window(PRESS, START, 10, 50);
    WindowStatistics machine = rollup("plant-1/line-1/press-1", START, 10, 50);
    dashboard.publish(reading(PRESS, 56.5, START));
    dashboard.publish(press);
    dashboard.publish(machine);
    open();
    eventually().until(() -> text(".chart-summary").startsWith("mean 50.0"));
    eventually().until(() -> text("#figures").contains("50.0 °C"));

    dashboard.publish(corrected(press, 51));
    dashboard.publish(corrected(machine, 51));

    eventually().until(() -> text(".chart-summary").startsWith("mean 51.0"));
    eventually().until(() -> text("#figures").contains("51.0 °C"));
    dashboard.publish(press); // once more, as a replay does
    dashboard.publish(reading(PRESS, 57.5, at(1)));
    eventually().until(() -> text(".chart-value").equals("57.5 °C"));
    assertThat(text(".chart-summary")).startsWith("mean 51.0");
    assertThat(points()).isEqualTo(3); // two readings and one window
    assertThat(Browser.errors(browser)).isEmpty();
  }

  @Test
  void leadsFromTheSiteToAMachineByKeyboard() {
    dashboard.publish(reading(PRESS, 56.5, START));
    dashboard.publish(reading("plant-1/line-2/oven-9/temperature", 72.5, START));
    dashboard.publish(rollup("plant-1", START, 10, 64.5));
    dashboard.publish(rollup("plant-1/line-1", START, 10, 56.5));
    dashboard.publish(rollup("plant-1/line-2", START, 10, 72.5));
    dashboard.publish(rollup("plant-1/line-2/oven-9", START, 10, 72.4));
    open();
    eventually().until(() -> text("#detail-title").equals("press-1 · line-1"));

    browser.findElement(By.cssSelector(".site button")).sendKeys(Keys.ENTER);
    eventually().until(() -> text("#detail-title").equals("plant-1"));
    eventually().until(() -> buttons("#figures").equals("line-1,line-2"));
    assertThat(text("#figures .whole")).contains("plant-1", "64.5 °C", "61.5 to 67.5", "n 10");
    assertThat(browser.findElements(By.cssSelector(".chart canvas"))).hasSize(1);

    browser.findElements(By.cssSelector("#figures button")).get(1).sendKeys(Keys.ENTER);
    eventually().until(() -> text("#detail-title").equals("line-2 · plant-1"));
    eventually().until(() -> buttons("#figures").equals("oven-9"));
    assertThat(text("#figures")).contains("72.5 °C", "72.4 °C");
    assertThat(text(".node[aria-pressed=true]")).contains("line-2", "1 machine");
    browser.navigate().refresh();
    eventually().until(() -> text("#detail-title").equals("line-2 · plant-1"));

    eventually().until(() -> buttons("#figures").equals("oven-9"));
    browser.findElement(By.cssSelector("#figures button")).sendKeys(Keys.ENTER);
    eventually().until(() -> text("#detail-title").equals("oven-9 · line-2"));
    eventually().until(() -> text(".chart-value").equals("72.5 °C"));
    assertThat(text("#figures .whole")).contains("oven-9", "72.4 °C");
    assertThat(Browser.errors(browser)).isEmpty();
  }

  @Test
  void showsTheHistoryOfALineAfterAReload() throws SQLException {
    tables.insert(window(PRESS, START, 10, 50));
    for (int i = 0; i < 30; i++) {
      tables.insert(rollup("plant-1/line-1", at(10 * i), 10, 50 + i % 5));
    }
    browser.get(dashboard.url() + "#plant-1%2Fline-1");

    for (int load = 0; load < 2; load++) {
      eventually().until(() -> text("#detail-title").equals("line-1 · plant-1"));
      eventually().until(() -> points() == 30);
      browser.navigate().refresh();
    }
    assertThat(Browser.errors(browser)).isEmpty();
  }

  @Test
  void acknowledgesAndShelvesAnAlarm() {
    Obeyed obeyed = new Obeyed(dashboard);
    dashboard.control(obeyed);
    dashboard.publish(reading(PRESS, 93.2, START));
    dashboard.publish(alarm(PRESS, AlarmState.UNACKNOWLEDGED, 0, "93.2 Cel is above 90 Cel"));
    open();
    eventually().until(() -> text("#alarm-count").equals("1 to acknowledge · 1 in all"));
    assertThat(text(".alarm"))
        .contains("Critical · unacknowledged", "press-1 · temperature", "93.2 Cel is above 90 Cel")
        .contains("rule hot v3", "peak 93.2 °C");

    browser.findElement(By.cssSelector(".alarm .actions button")).click();
    eventually().until(() -> obeyed.commands.size() == 1);
    assertThat(obeyed.commands.get(0).getAction()).isEqualTo(AlarmAction.ACKNOWLEDGE);
    dashboard.publish(alarm(PRESS, AlarmState.ACKNOWLEDGED, 1, "93.2 Cel is above 90 Cel"));
    eventually().until(() -> text("#alarm-count").equals("0 to acknowledge · 1 in all"));

    new Select(browser.findElement(By.cssSelector(".alarm select"))).selectByVisibleText("1 h");
    eventually().until(() -> obeyed.commands.size() == 2);
    assertThat(obeyed.commands.get(1).getShelveMillis()).isEqualTo(3_600_000);
    dashboard.publish(alarm(PRESS, AlarmState.SHELVED, 2, "93.2 Cel is above 90 Cel"));
    eventually().until(() -> text(".alarm").contains("shelved"));
    dashboard.publish(alarm(PRESS, AlarmState.NORMAL, 3, "back"));
    eventually().until(() -> text("#alarm-list").equals("No alarms."));
    assertThat(Browser.errors(browser)).isEmpty();
  }

  @Test
  void changesARuleAndSaysWhyABadOneIsRefused() {
    Obeyed obeyed = new Obeyed(dashboard);
    dashboard.control(obeyed);
    dashboard.publish(rule("hot", 3, 90));
    open();
    eventually().until(() -> text(".rule").contains("threshold above 90"));

    browser.findElement(By.cssSelector(".rule button")).click();
    WebElement parameters = browser.findElement(By.cssSelector("#rule-form [name=parameters]"));
    parameters.clear();
    parameters.sendKeys("above = hot");
    browser.findElement(By.cssSelector("#rule-form [type=submit]")).click();
    eventually().until(() -> text("#rule-refused").contains("above must be a number, was \"hot\""));
    assertThat(obeyed.rules).isEmpty();

    parameters.clear();
    parameters.sendKeys("above = 95");
    browser.findElement(By.cssSelector("#rule-form [type=submit]")).click();
    eventually().until(() -> text(".rule").contains("threshold above 95"));
    assertThat(text(".rule")).contains("v4");
    assertThat(browser.findElements(By.cssSelector("#rule-dialog[open]"))).isEmpty();
    // the browser itself notes the answer 422
    assertThat(Browser.errors(browser)).allMatch(error -> error.contains("422"));
  }

  private void open() {
    browser.get(dashboard.url());
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofSeconds(15));
  }

  /** By script, as the page replaces its elements whenever it likes. */
  private static String text(String selector) {
    return String.valueOf(
        browser.executeScript(
            "return document.querySelector(arguments[0])?.innerText ?? ''", selector));
  }

  private static String buttons(String selector) {
    return String.valueOf(
        browser.executeScript(
            "return [...document.querySelectorAll(arguments[0] + ' button')]"
                + ".map(button => button.innerText).join()",
            selector));
  }

  private static int points() {
    Object points =
        browser.executeScript("return document.querySelector('.chart-plot')?.dataset.points ?? 0");
    return Integer.parseInt(String.valueOf(points));
  }
}
