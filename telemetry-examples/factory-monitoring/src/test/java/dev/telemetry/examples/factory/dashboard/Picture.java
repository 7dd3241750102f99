package dev.telemetry.examples.factory.dashboard;

import dev.telemetry.examples.factory.replay.Recording;
import dev.telemetry.examples.factory.simulator.Fault;
import dev.telemetry.examples.factory.simulator.FaultKind;
import dev.telemetry.examples.factory.simulator.PlantSimulator;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.Severity;
import dev.telemetry.testkit.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * Takes pictures of the dashboard for the README, without Kafka and Flink: {@code mvn test-compile
 * exec:java -Dexec.classpathScope=test
 * -Dexec.mainClass=dev.telemetry.examples.factory.dashboard.Picture}. They land in {@code
 * target/pictures}, or in the folder that the first argument names; a recording as the second
 * argument is pictured too.
 */
public final class Picture {
  private static final Instant START = Instant.parse("2024-03-04T08:00:00Z");

  private Picture() {}

  /** Takes them: folder, recording. */
  public static void main(String[] args) throws IOException, SQLException {
    Path folder = Files.createDirectories(Path.of(args.length > 0 ? args[0] : "target/pictures"));
    Path profile = Files.createTempDirectory(folder.toAbsolutePath(), "profile-");
    ChromeDriver driver = Browser.start(profile, false);
    try (LocalPostgres postgres = LocalPostgres.start()) {
      Database database = new Database(postgres);
      Tables tables = new Tables(database);
      tables.create();
      try (Dashboard dashboard = Dashboard.start(0, database)) {
        takePlant(driver, dashboard, tables, folder);
      }
      tables.create();
      if (args.length > 1) {
        try (Dashboard dashboard = Dashboard.start(0, database)) {
          takeRecording(driver, dashboard, tables, Path.of(args[1]), folder);
        }
      }
    } finally {
      driver.quit();
    }
  }

  private static void takePlant(
      ChromeDriver driver, Dashboard dashboard, Tables tables, Path folder)
      throws IOException, SQLException {
    PlantSimulator plant = PlantSimulator.of(4, START);
    PlantFeed feed = new PlantFeed(dashboard, tables, plant);
    take(driver, dashboard, "", folder.resolve("waiting.png"), 1280, 600);
    dashboard.status(Phase.RUNNING, "running");
    feed.until(START.plus(Duration.ofMinutes(14)));
    Fault last = nextOverheating(plant, feed);
    feed.until(last.from().plusSeconds(75));
    String machine = last.sensorId().substring(0, last.sensorId().lastIndexOf('/'));
    for (boolean dark : new boolean[] {false, true}) {
      Browser.theme(driver, dark);
      String theme = dark ? "dark" : "light";
      take(driver, dashboard, machine, folder.resolve("desktop-" + theme + ".png"), 1280, 900);
      take(driver, dashboard, machine, folder.resolve("phone-" + theme + ".png"), 390, 2000);
    }
    String press = "plant-1/line-2/press-7";
    take(driver, dashboard, press, folder.resolve("desktop-press.png"), 1280, 900);
  }

  private static void takeRecording(
      ChromeDriver driver, Dashboard dashboard, Tables tables, Path csv, Path folder)
      throws IOException, SQLException {
    Recording recording = Recording.read(csv);
    List<SensorReading> readings = recording.readings();
    dashboard.status(Phase.FINISHED, "replay finished");
    for (int i = 0; i < readings.size(); i++) {
      SensorReading reading = readings.get(i);
      dashboard.publish(reading);
      if (i % 24 == 0) {
        tables.insert(
            Records.window(
                reading.getSensorId(), reading.getEventTime(), 7200, reading.getValue()));
      }
    }
    SensorReading late = readings.get(readings.size() * 9 / 10);
    dashboard.publish(
        Records.opened(recording.sensorId(), Severity.WARNING, late.getEventTime(), "an example"));
    Browser.theme(driver, false);
    String machine = recording.sensorId().replaceFirst("/[^/]*$", "");
    take(driver, dashboard, machine, folder.resolve("recording.png"), 1280, 700);
    Browser.theme(driver, true);
    take(driver, dashboard, machine, folder.resolve("recording-phone.png"), 390, 1100);
  }

  private static Fault nextOverheating(PlantSimulator plant, PlantFeed feed) throws SQLException {
    Instant from = plant.now();
    Optional<Fault> found = Optional.empty();
    while (found.isEmpty()) {
      feed.until(plant.now().plusSeconds(10));
      found =
          plant.groundTruth().stream()
              .filter(f -> f.kind() == FaultKind.OVERHEATING && !f.from().isBefore(from))
              .findFirst();
    }
    return found.get();
  }

  private static void take(
      ChromeDriver driver, Dashboard dashboard, String machine, Path file, int width, int height)
      throws IOException {
    Browser.size(driver, width, height);
    driver.get("about:blank");
    driver.get(dashboard.url() + "#" + machine.replace("/", "%2F"));
    String wanted =
        machine.isEmpty()
            ? "return document.getElementById('phase').dataset.phase !== 'CONNECTING'"
            : "return [...document.querySelectorAll('.chart-plot')].some(p => p.dataset.points > 99)";
    new WebDriverWait(driver, Duration.ofSeconds(20))
        .until(d -> (Boolean) driver.executeScript(wanted));
    Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
  }
}
