package dev.telemetry.examples.factory.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Asks a dashboard as a browser does. */
final class Http {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Dashboard dashboard;

  Http(Dashboard dashboard) {
    this.dashboard = dashboard;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  /** Sends headers in pairs of name and value. */
  HttpResponse<String> post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request(path).POST(BodyPublishers.ofString(body)).headers(headers);
    return client.send(request.build(), BodyHandlers.ofString());
  }

  JsonNode json(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = get(path);
    if (response.statusCode() != 200) {
      throw new IOException(path + ": " + response.statusCode() + " " + response.body());
    }
    return JSON.readTree(response.body());
  }

  /** The updates that a page gets, as they come; cancel the future to close the page. */
  CompletableFuture<?> listen(List<JsonNode> updates) {
    HttpRequest events = request("/events").header("Accept", "text/event-stream").build();
    return client
        .sendAsync(events, BodyHandlers.ofLines())
        .thenAcceptAsync(
            response ->
                response
                    .body()
                    .filter(line -> line.startsWith("data: "))
                    .forEach(line -> updates.add(parsed(line.substring(6)))));
  }

  static List<JsonNode> updates() {
    return new CopyOnWriteArrayList<>();
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(dashboard.url()).resolve(path));
  }
}
