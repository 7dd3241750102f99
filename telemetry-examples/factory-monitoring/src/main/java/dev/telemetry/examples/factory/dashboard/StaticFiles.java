package dev.telemetry.examples.factory.dashboard;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * The page and the chart library, read from the class path by name. Only names of this pattern are
 * looked up, so that nothing else on the class path can be asked for.
 */
final class StaticFiles {
  private static final Pattern OWN =
      Pattern.compile("index\\.html|favicon\\.svg|(js|css)/[a-z-]+\\.(js|css)");
  private static final Pattern UPLOT =
      Pattern.compile("uplot/(uPlot\\.esm\\.js|uPlot\\.min\\.css)");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml");

  private final String uplotFolder =
      "/META-INF/resources/webjars/uplot/" + uplotVersion() + "/dist/";

  void answer(Context context, String name) throws IOException {
    String resource = resource(name);
    try (InputStream in = StaticFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new NotFoundResponse();
      }
      context.contentType(TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
      context.result(in.readAllBytes());
    }
  }

  private String resource(String name) {
    if (OWN.matcher(name).matches()) {
      return "/dashboard/" + name;
    }
    if (UPLOT.matcher(name).matches()) {
      return uplotFolder + name.substring(name.indexOf('/') + 1);
    }
    throw new NotFoundResponse();
  }

  /** Read from the library's jar, so that the POM is the only place that names it. */
  private static String uplotVersion() {
    String name = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";
    try (InputStream in = StaticFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("uPlot is not on the class path: " + name + " is missing");
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException("The version of uPlot cannot be read", e);
    }
  }
}
