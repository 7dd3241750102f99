package dev.telemetry.examples.factory.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telemetry.examples.factory.dashboard.Browser;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.TelemetryProducer;
import dev.telemetry.model.DetectorRule;
import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/** The whole demo, seen through a browser. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoBrowserIT {
  private static final String HOSTILE = "plant-1/line-1/<img src=x onerror=alert(1)>/temperature";
  private static final Duration START = Duration.ofSeconds(90);

  /** The first fault begins after 25 s and takes a while to be too hot. */
  private static final Duration FIRST_FAULT = Duration.ofSeconds(120);

  @TempDir static Path folder;
  @TempDir static Path profile;
  private static DemoProcess demo;
  private static ChromeDriver browser;
  private static KafkaConnection kafka;

  @BeforeAll
  static void startsTheDemo() throws Exception {
    Browser.require();
    demo = DemoProcess.start(folder, "--port", "0");
    demo.awaitSaid("(the plant is running)", START);
    kafka =
        KafkaConnection.to(demo.awaitSaid("LocalKafka\\((\\S+)\\)", START))
            .registry(demo.awaitSaid("LocalSchemaRegistry\\((\\S+)\\)", START))
            .insecureLocal();
    browser = Browser.start(profile, false);
    Browser.size(browser, 1280, 900);
    browser.get(demo.awaitSaid("the dashboard is at (\\S+)", START));
  }

  @AfterAll
  static void stopsAll() {
    if (browser != null) {
      browser.quit();
    }
    if (demo != null) {
      demo.close();
    }
  }

  @Test
  @Order(1)
  void showsValuesThatMove() {
    eventually().until(() -> text("#phase").startsWith("the plant is running"));
    eventually().until(() -> !text(".chart-value").isEmpty());
    String before = text("#charts");

    eventually().until(() -> !text("#charts").equals(before));
    assertThat(text("#plant")).isEqualTo("plant-1");
    eventually().until(() -> browser.findElements(By.cssSelector(".tile")).size() == 15);
    assertThat(Browser.errors(browser)).isEmpty();
  }

  @Test
  @Order(2)
  void showsAHostileNameFromKafkaAsText() {
    try (TelemetryProducer<SensorReading> producer =
        TelemetryProducer.to(Topics.READINGS).connection(kafka).build()) {
      producer.send(hostile()).join();
    }

    eventually().until(() -> names().contains("<img src=x onerror=alert(1)>"));
    assertThat(browser.findElements(By.cssSelector("main img"))).isEmpty();
    assertThat(Browser.errors(browser)).isEmpty();
  }

  private static SensorReading hostile() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return new SensorReading(HOSTILE, "temperature", "Cel", now, 56.5, Quality.GOOD, 0L, Map.of());
  }

  @Test
  @Order(3)
  void countsWhatBecomesOfTheRecords() {
    for (String name : List.of("accepted", "rejected", "quarantined")) {
      ConditionFactory within = await(name).atMost(Duration.ofSeconds(60));
      within.until(() -> counter(name) > 0);
      long before = counter(name);
      within.until(() -> counter(name) > before);
    }
    assertThat(counter("restarts")).isZero();
    assertThat(Browser.errors(browser)).isEmpty();
  }

  @Test
  @Order(4)
  void showsTheOverheatingWithItsExplanation() {
    await().atMost(FIRST_FAULT).until(() -> text("#anomaly-list").contains("is above 90 Cel"));

    assertThat(text("#anomaly-list")).contains("Critical", "temperature");
    eventually().until(() -> text("#lines").contains("Critical"));
    assertThat(Browser.errors(browser)).isEmpty();
  }

  @Test
  @Order(5)
  void acknowledgesAnAlarm() {
    eventually().until(() -> text("#alarm-list").contains("rule temperature-limit v1"));
    // by script, as the list is drawn anew whenever an alarm changes
    Object button =
        browser.executeScript(
            "const first = document.querySelector('[data-focus$=\" ACKNOWLEDGE\"]');"
                + "first.click(); return first.dataset.focus");

    eventually().until(() -> !has(button));
    assertThat(Browser.errors(browser)).isEmpty();
  }

  @Test
  @Order(6)
  void changesBreaksShadowsAndRollsBackARuleWithoutARestart() {
    change("pressure-limits", "above = 0.1", false);
    eventually().until(() -> text("#alarm-list").contains("rule pressure-limits v2"));
    eventually().until(() -> text("#anomaly-list").contains("is above 0.1 bar"));

    try (TelemetryProducer<DetectorRule> others =
        TelemetryProducer.to(Topics.RULES).connection(kafka).build()) {
      others.send(broken()).join();
    }
    eventually().until(() -> text("#refusals").contains("version 2 stays in force"));
    assertThat(text("#rule-list")).contains("Refused: ", "above must be a number, was \"hot\"");

    change("pressure-limits", "above = 0.1", true);
    eventually().until(() -> text("#rule-list").contains("v4 · shadow"));
    eventually().until(() -> alarmsOf("pressure-limits").allMatch(a -> a.contains("normal")));

    change("pressure-limits", "below = 2\nabove = 8\nclearAfter = 10s", false);
    eventually().until(() -> text("#rule-list").contains("v5"));
    assertThat(counter("restarts")).isZero();
    assertThat(Browser.errors(browser)).isEmpty();
  }

  /** As an engineer does it, in the form. */
  private static void change(String rule, String parameters, boolean shadow) {
    browser
        .findElements(By.cssSelector(".rule button"))
        .forEach(
            button -> {
              if (button.getText().startsWith(rule)) {
                button.click();
              }
            });
    WebElement text = browser.findElement(By.cssSelector("#rule-form [name=parameters]"));
    text.clear();
    text.sendKeys(parameters);
    WebElement inShadow = browser.findElement(By.cssSelector("#rule-form [name=shadow]"));
    if (inShadow.isSelected() != shadow) {
      inShadow.click();
    }
    browser.findElement(By.cssSelector("#rule-form [type=submit]")).click();
    eventually().until(() -> browser.findElements(By.cssSelector("dialog[open]")).isEmpty());
  }

  /** What a program may write that does not ask the dashboard. */
  private static DetectorRule broken() {
    return DetectorRule.newBuilder()
        .setId("pressure-limits")
        .setVersion(3)
        .setMetric("pressure")
        .setDetector("threshold")
        .setParameters(Map.of("above", "hot"))
        .setChangedAt(Instant.now())
        .build();
  }

  private static boolean has(Object button) {
    return (Boolean)
        browser.executeScript(
            "return [...document.querySelectorAll('[data-focus]')]"
                + ".some(button => button.dataset.focus === arguments[0])",
            button);
  }

  private static Stream<String> alarmsOf(String rule) {
    Object texts =
        browser.executeScript(
            "return [...document.querySelectorAll('.alarm')].map(alarm => alarm.innerText)");
    return ((List<?>) texts).stream().map(String::valueOf).filter(a -> a.contains(rule));
  }

  @Test
  @Order(7)
  void showsWhatALineComesToInThreeWindows() {
    browser.findElement(By.cssSelector("[data-node='plant-1/line-2']")).click();

    ConditionFactory soon = await().atMost(Duration.ofSeconds(90)); // hours slide by minutes
    soon.until(() -> text("#windows").replaceAll("\\s+", " ").contains("10 s 1 min 1 h"));
    assertThat(text("#detail-title")).isEqualTo("line-2 · plant-1");
    for (String metric : List.of("temperature", "vibration", "pressure")) {
      eventually().until(() -> text("#figures thead").contains(metric));
    }
    for (String machine : List.of("line-2", "press-7", "oven-9", "conveyor-10")) {
      assertThat(text("#figures tbody")).contains(machine);
    }
    eventually().until(() -> readings() > 10);
    assertThat(browser.findElements(By.cssSelector(".chart canvas"))).hasSize(3);
    assertThat(Browser.errors(browser)).isEmpty();
  }

  @Test
  @Order(8)
  void stopsAtCtrlCWhileThePageIsOpen() throws Exception {
    demo.interrupt();

    assertThat(demo.awaitEnd(Duration.ofSeconds(30))).isEqualTo(130);
    assertThat(demo.complaints().lines()).allMatch(line -> line.contains("rejected rule"));
    demo.assertNothingLeft();
    eventually().until(() -> text("#phase").equals("reconnecting…"));
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofSeconds(20));
  }

  /** By script, as the page replaces its elements whenever it likes. */
  private static String text(String selector) {
    return String.valueOf(
        browser.executeScript(
            "return document.querySelector(arguments[0])?.innerText ?? ''", selector));
  }

  private static String names() {
    return String.valueOf(
        browser.executeScript(
            "return [...document.querySelectorAll('.tile-name')].map(t => t.innerText).join()"));
  }

  /** Of the first metric in the first row, the line itself. */
  private static long readings() {
    String shown = text("#figures .whole .readings").replaceAll("\\D", "");
    return shown.isEmpty() ? 0 : Long.parseLong(shown);
  }

  private static long counter(String name) {
    Object shown =
        browser.executeScript(
            "return [...document.querySelectorAll('#counters div')]"
                + ".find(c => c.querySelector('dt').textContent === arguments[0])"
                + "?.querySelector('dd').textContent ?? ''",
            name);
    String digits = String.valueOf(shown).replaceAll("\\D", "");
    return digits.isEmpty() ? 0 : Long.parseLong(digits);
  }
}
