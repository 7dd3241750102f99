package dev.telemetry.kafka.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.telemetry.kafka.registry.SchemaRegistryException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a real registry cannot be made to do: servers that fail, stall and flood. */
class SchemaRegistryTest {
  private final AtomicInteger requests = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private String url;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
    url = "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answers(int status, String body) {
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          answer(exchange, status, body);
        });
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    exchange.sendResponseHeaders(status, body.length());
    exchange.getResponseBody().write(body.getBytes(UTF_8));
    exchange.close();
  }

  private SchemaRegistryBuilder impatient() {
    return SchemaRegistry.at(url).patience(Duration.ofSeconds(2)).timeout(Duration.ofSeconds(1));
  }

  private SchemaRegistryException failure(SchemaRegistry registry) {
    return catchThrowableOfType(SchemaRegistryException.class, () -> registry.byId(1));
  }

  @Test
  void asksAgainWhileItIsOverloaded() {
    server.createContext(
        "/schemas/ids/1",
        exchange -> {
          boolean early = requests.incrementAndGet() < 3;
          answer(exchange, early ? 503 : 200, early ? "" : "{\"schema\": \"\\\"long\\\"\"}");
        });

    assertThat(impatient().open().byId(1)).isEqualTo(Schema.create(Schema.Type.LONG));
    assertThat(requests).hasValue(3);
  }

  @Test
  void saysWhenItIsUnavailable() {
    answers(500, "{\"message\": \"store down\"}");

    SchemaRegistryException failure = failure(impatient().open());

    assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(failure.retriable()).isTrue();
    assertThat(failure).hasMessageContaining("500: store down").hasMessageContaining(url);
  }

  @Test
  void remembersForAWhileWhatIsUnknown() {
    answers(404, "{\"error_code\": 40403, \"message\": \"Schema not found\"}");
    SchemaRegistry registry = impatient().open();

    assertThat(failure(registry).kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(failure(registry)).hasMessageContaining("Schema not found");
    assertThat(requests).hasValue(1);
  }

  @Test
  void saysWhenCredentialsAreRefusedWithoutShowingThem() {
    server.createContext(
        "/",
        exchange -> {
          String sent = exchange.getRequestHeaders().getFirst("Authorization");
          answer(exchange, "Basic dXNlcjpjNG5hcnk=".equals(sent) ? 403 : 500, "");
        });
    SchemaRegistry registry = impatient().basicAuth("user", "c4nary").open();

    assertThat(failure(registry).kind()).isEqualTo(Kind.UNAUTHORIZED);
    assertThat(failure(registry).getMessage() + registry).doesNotContain("c4nary", "dXNlcjpj");
  }

  @Test
  void boundsTheAnswer() {
    answers(200, " ".repeat(RegistryHttp.MAX_ANSWER_BYTES + 1));

    assertThat(failure(impatient().open()))
        .hasMessageContaining("longer than")
        .extracting(SchemaRegistryException::kind)
        .isEqualTo(Kind.INVALID);
  }

  @Test
  void boundsTheTimeThatAnAnswerTakes() {
    CountDownLatch never = new CountDownLatch(1);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          await(never);
        });
    long start = System.nanoTime();

    assertThat(failure(impatient().open()).kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void refusesWhatIsNoRegistryOrNoAvro() {
    server.createContext("/schemas/ids/1", exchange -> answer(exchange, 200, "<html>"));
    server.createContext(
        "/schemas/ids/2",
        exchange -> answer(exchange, 200, "{\"schemaType\": \"JSON\", \"schema\": \"{}\"}"));
    server.createContext(
        "/schemas/ids/3",
        exchange -> answer(exchange, 200, "{\"schema\": \"\\\"no.such.Type\\\"\"}"));
    SchemaRegistry registry = impatient().open();

    for (int id = 1; id <= 3; id++) {
      int asked = id;
      assertThat(
              catchThrowableOfType(SchemaRegistryException.class, () -> registry.byId(asked))
                  .kind())
          .isEqualTo(Kind.INVALID);
    }
  }

  @Test
  void goesToTheNextAddress() {
    answers(200, "{\"schema\": \"\\\"long\\\"\"}");
    SchemaRegistry registry =
        SchemaRegistry.at("http://127.0.0.1:1", url).patience(Duration.ofSeconds(2)).open();

    assertThat(registry.byId(1)).isEqualTo(Schema.create(Schema.Type.LONG));
  }

  @Test
  void refusesAddressesThatAreNone() {
    for (String wrong : new String[] {"registry:8081", "ftp://x", "http://", "http://u:p@x"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> SchemaRegistry.at(wrong));
    }
    assertThatIllegalArgumentException().isThrownBy(SchemaRegistry::at);
  }

  @Test
  void cachesAreBounded() {
    BoundedCache<Integer, Integer> cache = new BoundedCache<>(2);
    cache.put(1, 1);
    cache.put(2, 2);
    assertThat(cache.get(1)).isEqualTo(1);
    cache.put(3, 3);

    assertThat(cache.size()).isEqualTo(2);
    assertThat(cache.get(2)).isNull();
    assertThat(cache.get(1)).isEqualTo(1);
  }
}
