package dev.telemetry.examples.factory.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.sse.SseClient;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The open pages. A page that reads too slowly keeps nobody waiting: it misses updates, and gets a
 * snapshot when it is ready again.
 */
final class Pages implements AutoCloseable {
  private static final int MAX_PAGES = 32;

  private final ObjectMapper json;
  private final Feed feed;
  private final Set<Page> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService senders =
      Executors.newCachedThreadPool(task -> daemon(task, "dashboard-page"));

  Pages(ObjectMapper json, Feed feed) {
    this.json = json;
    this.feed = feed;
  }

  void open(SseClient client) {
    if (open.size() >= MAX_PAGES) {
      client.sendEvent("refused", "More than " + MAX_PAGES + " pages are open.");
      client.close();
      return;
    }
    Page page = new Page(client);
    client.onClose(() -> open.remove(page));
    client.keepAlive();
    open.add(page);
    page.send("");
  }

  void send(Update update) {
    if (!open.isEmpty()) {
      String text = text(update);
      open.forEach(page -> page.send(text));
    }
  }

  @Override
  public void close() {
    open.forEach(page -> page.client.close());
    senders.shutdownNow();
  }

  static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private String text(Update update) {
    try {
      return json.writeValueAsString(update);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An update cannot be written as JSON", e);
    }
  }

  private final class Page {
    private final SseClient client;
    private final AtomicBoolean sending = new AtomicBoolean();
    private volatile boolean behind = true;

    private Page(SseClient client) {
      this.client = client;
    }

    void send(String update) {
      if (sending.compareAndSet(false, true)) {
        senders.execute(() -> write(update));
      } else {
        behind = true;
      }
    }

    private void write(String update) {
      try {
        boolean snapshot = behind;
        behind = false;
        client.sendEvent("update", snapshot ? text(feed.snapshot()) : update);
      } finally {
        sending.set(false);
      }
    }
  }
}
