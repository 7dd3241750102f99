package dev.telemetry.examples.factory.dashboard;

import dev.telemetry.examples.factory.dashboard.Orders.Refused;
import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.DetectorRule;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.util.JavalinBindException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The routes, the security headers and the static files. */
final class WebServer implements AutoCloseable {
  static final String LOOPBACK = "127.0.0.1";

  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
  private static final int MAX_ROWS = 2000;
  private static final Set<String> OWN_NAMES = Set.of("localhost", LOOPBACK, "[::1]");
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Cache-Control",
          "no-store");

  private final Javalin app;

  private WebServer(Javalin app) {
    this.app = app;
  }

  /**
   * @param control what the buttons do, null while there is nobody who would do it
   */
  static WebServer start(
      int port, Feed feed, History history, Pages pages, Supplier<Control> control) {
    Javalin app = Javalin.create(WebServer::configure);
    route(app, feed, history, pages);
    routeOrders(app, new Orders(feed), control);
    boolean up = false;
    try {
      app.start(LOOPBACK, port);
      up = true;
    } catch (JavalinBindException e) {
      throw new PortInUseException(port, e);
    } finally {
      if (!up) {
        app.stop();
      }
    }
    return new WebServer(app);
  }

  int port() {
    return app.port();
  }

  @Override
  public void close() {
    app.stop();
  }

  private static void configure(JavalinConfig config) {
    config.showJavalinBanner = false;
    config.startupWatcherEnabled = false;
    config.http.maxRequestSize = 64 * 1024L;
    config.jetty.threadPool = new QueuedThreadPool(24, 4);
  }

  private static void route(Javalin app, Feed feed, History history, Pages pages) {
    app.before(
        context -> {
          HEADERS.forEach(context::header);
          requireOwnName(context);
        });
    app.get("/api/sensors", context -> context.json(history.sensors()));
    app.get("/api/anomalies", context -> context.json(history.anomalies(limit(context))));
    app.get(
        "/api/statistics",
        context -> context.json(history.statistics(sensor(context), limit(context))));
    app.get("/api/readings", context -> context.json(points(feed, sensor(context))));
    app.sse("/events", pages::open);
    StaticFiles files = new StaticFiles();
    app.get("/", context -> files.answer(context, "index.html"));
    app.get("/<name>", context -> files.answer(context, context.pathParam("name")));
    app.exception(SQLException.class, WebServer::answerUnavailable);
  }

  private static void routeOrders(Javalin app, Orders orders, Supplier<Control> control) {
    app.post(
        "/api/alarms/commands",
        context -> {
          Control to = required(control, context);
          AlarmCommand command = orders.command(context.body());
          tried(() -> to.command(command));
          context.status(202).json(Map.of("id", command.getId()));
        });
    app.post(
        "/api/rules",
        context -> {
          Control to = required(control, context);
          DetectorRule rule = orders.rule(context.body());
          tried(() -> to.change(rule));
          context.status(202).json(Map.of("id", rule.getId(), "version", rule.getVersion()));
        });
    app.exception(
        Refused.class, (refused, context) -> answer(context, refused.status, refused.getMessage()));
  }

  /** Only pages of this server may order anything, and only when somebody obeys. */
  private static Control required(Supplier<Control> control, Context context) {
    String origin = context.header("Origin");
    if (origin != null && !origin.equalsIgnoreCase("http://" + context.host())) {
      throw new ForbiddenResponse("Orders come from this server's own page only.");
    }
    String type = context.contentType();
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw new Refused(415, "orders are application/json");
    }
    Control to = control.get();
    if (to == null) {
      throw new Refused(503, "this dashboard only shows: nobody takes orders from it");
    }
    return to;
  }

  /** A failure of the topics is no defect of this server, and the page should say what it is. */
  private static void tried(Runnable order) {
    try {
      order.run();
    } catch (RuntimeException e) {
      LOG.warn("An order could not be given", e);
      throw new Refused(503, "the order could not be given: " + e.getMessage());
    }
  }

  private static void answer(Context context, int status, String reason) {
    context.status(status).json(Map.of("error", reason));
  }

  /** Or a page elsewhere could read this server under a name that it resolves to the loopback. */
  private static void requireOwnName(Context context) {
    String host = context.host() == null ? "" : context.host().toLowerCase(Locale.ROOT);
    if (!OWN_NAMES.contains(host.replaceFirst(":\\d+$", ""))) {
      throw new ForbiddenResponse("This server answers to localhost only.");
    }
  }

  private static void answerUnavailable(SQLException e, Context context) {
    LOG.warn("The history cannot be read: {}", e.getMessage());
    answer(context, 503, "The database does not answer.");
  }

  private static String sensor(Context context) {
    return context.queryParamAsClass("sensor", String.class).get();
  }

  private static int limit(Context context) {
    return context
        .queryParamAsClass("limit", Integer.class)
        .check(limit -> limit >= 1 && limit <= MAX_ROWS, "must be 1 to " + MAX_ROWS)
        .getOrDefault(200);
  }

  private static double[][] points(Feed feed, String sensorId) {
    return feed.history(sensorId).map(SensorView::points).orElseGet(() -> new double[0][]);
  }
}
