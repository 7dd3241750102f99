package dev.telemetry.examples.factory.dashboard;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmCommandRejection;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.DetectorRule;
import dev.telemetry.model.RuleRejection;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dashboard: a web server on the loopback interface that shows live values, statistics and
 * anomalies of a plant.
 *
 * <p>What is published reaches the open pages four times a second; history comes from the tables
 * {@code window_statistics} and {@code anomalies} in PostgreSQL when a page is loaded. A database
 * that does not answer is shown on the page, which recovers by itself.
 *
 * <p>The publishing methods can be called from any thread. They never wait for a page or for the
 * database and never throw for data. Memory is bounded at about 65 MB: 1,000 sensors with 900
 * recent values each and the extremes of 300 stretches of all before; 500 episodes; 500 statistics
 * a push, and the newest of 6,000 keys and window lengths. Beyond that new sensors are left out,
 * and older statistics are left to the history.
 */
public final class Dashboard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Dashboard.class);
  private static final long PUSH_MILLIS = 250;
  private static final int CONNECT_SECONDS = 2;
  private static final int ANSWER_SECONDS = 10;

  private final Feed feed;
  private final Pages pages;
  private final WebServer server;
  private final AtomicReference<Control> control;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(task -> Pages.daemon(task, "dashboard-clock"));
  private volatile Supplier<Map<String, Long>> counters = Map::of;
  private boolean countersFail;

  private Dashboard(Feed feed, Pages pages, WebServer server, AtomicReference<Control> control) {
    this.feed = feed;
    this.pages = pages;
    this.server = server;
    this.control = control;
  }

  /**
   * Starts a dashboard.
   *
   * @param port the port on 127.0.0.1; 0 takes any free one
   * @param database where the history is read from; a connection is opened for each query, with the
   *     timeouts that it is configured with
   * @throws PortInUseException if something listens on the port already
   */
  public static Dashboard start(int port, DataSource database) {
    Objects.requireNonNull(database, "database");
    Feed feed = new Feed();
    Pages pages = new Pages(new ObjectMapper(), feed);
    AtomicReference<Control> control = new AtomicReference<>();
    WebServer server = WebServer.start(port, feed, new History(database), pages, control::get);
    Dashboard dashboard = new Dashboard(feed, pages, server, control);
    dashboard.clock.scheduleAtFixedRate(
        dashboard::push, PUSH_MILLIS, PUSH_MILLIS, TimeUnit.MILLISECONDS);
    return dashboard;
  }

  /**
   * Starts a dashboard.
   *
   * @param port the port on 127.0.0.1; 0 takes any free one
   * @param jdbcUrl the PostgreSQL database of the history
   * @param user the user, who needs to read only
   * @param password the password
   * @throws PortInUseException if something listens on the port already
   */
  public static Dashboard start(int port, String jdbcUrl, String user, String password) {
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setUrl(jdbcUrl);
    database.setUser(user);
    database.setPassword(password);
    database.setConnectTimeout(CONNECT_SECONDS);
    database.setSocketTimeout(ANSWER_SECONDS);
    database.setReadOnly(true);
    return start(port, database);
  }

  /** Where the page is: {@code http://127.0.0.1:8080/}. */
  public String url() {
    return "http://" + WebServer.LOOPBACK + ":" + server.port() + "/";
  }

  /**
   * Shows a reading. Left out is what would spoil its chart: a value that is not finite or of bad
   * quality, another unit than the sensor's first, a time more than two minutes ahead of this
   * machine's clock. Ranges are not known here: that is for a gate before.
   */
  public void publish(SensorReading reading) {
    feed.add(reading);
  }

  /** Shows the statistics of a window; a correction replaces what was shown of it. */
  public void publish(WindowStatistics window) {
    feed.add(window);
  }

  /** Shows one edge of an episode; the edges may come in any order, and more than once. */
  public void publish(Anomaly edge) {
    feed.add(edge);
  }

  /** Shows a change of an alarm; they may come in any order, and more than once. */
  public void publish(Alarm change) {
    feed.add(change);
  }

  /** Shows a version of a rule; the highest stays. */
  public void publish(DetectorRule rule) {
    feed.add(rule);
  }

  /** Shows that the job refused a command. */
  public void publish(AlarmCommandRejection refused) {
    feed.add(refused);
  }

  /** Shows that the job refused a rule. */
  public void publish(RuleRejection refused) {
    feed.add(refused);
  }

  /**
   * Makes the buttons work: acknowledge, shelve, change a rule. Without it the page only shows.
   *
   * @param orders does what was asked, on a thread of the web server
   */
  public void control(Control orders) {
    control.set(Objects.requireNonNull(orders, "orders"));
  }

  /**
   * Shows counters: {@code read, accepted, late, rejected, quarantined, produced}, and any other.
   *
   * @param counters asked four times a second on the dashboard's own thread, so it should be quick;
   *     if it throws, the last answer stays
   */
  public void counters(Supplier<Map<String, Long>> counters) {
    this.counters = Objects.requireNonNull(counters, "counters");
  }

  /** Shows how the job is doing, in a few words: {@code STARTING, "starting Kafka"}. */
  public void status(Phase phase, String text) {
    feed.status(
        new Status(Objects.requireNonNull(phase, "phase"), Objects.requireNonNull(text, "text")));
  }

  @Override
  public void close() {
    clock.shutdownNow();
    pages.close();
    server.close();
  }

  private void count() {
    try {
      feed.counters(counters.get());
      countersFail = false;
    } catch (RuntimeException e) {
      if (!countersFail) { // once, not four times a second
        LOG.warn("The counters cannot be read; the page shows the last ones", e);
      }
      countersFail = true;
    }
  }

  private void push() {
    count();
    try {
      pages.send(feed.drain());
    } catch (RuntimeException e) {
      LOG.warn("The pages miss an update", e); // thrown, it would end the clock for good
    }
  }
}
