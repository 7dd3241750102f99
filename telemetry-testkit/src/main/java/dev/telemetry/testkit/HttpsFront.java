package dev.telemetry.testkit;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * An https address on the loopback interface that asks for a user and a password, in front of a
 * local http service that asks for neither, such as {@link LocalSchemaRegistry}. Its certificate is
 * for {@code localhost} alone.
 */
public final class HttpsFront implements AutoCloseable {
  private final String target;
  private final HttpsServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  private HttpsFront(String target, HttpsServer server) {
    this.target = target;
    this.server = server;
  }

  /**
   * Starts a front.
   *
   * @param target the http address behind it
   * @param certificates who signs its certificate
   * @param user who may come in
   * @param secret the user's password
   * @return the running front; close it
   */
  public static HttpsFront of(
      String target, LocalCertificates certificates, String user, String secret) {
    try {
      HttpsServer server =
          HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      Path keys = certificates.keyStore(LocalKafkaBuilder.HOST, LocalKafkaBuilder.HOST);
      server.setHttpsConfigurator(new HttpsConfigurator(context(keys, certificates.password())));
      HttpsFront front = new HttpsFront(target, server);
      server.createContext("/", front::pass).setAuthenticator(only(user, secret));
      server.setExecutor(front.threads);
      server.start();
      return front;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("the https front of " + target + " did not start", e);
    }
  }

  private static SSLContext context(Path keys, String password)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, password.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, password.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private static BasicAuthenticator only(String user, String secret) {
    return new BasicAuthenticator("telemetry") {
      @Override
      public boolean checkCredentials(String givenUser, String givenSecret) {
        return user.equals(givenUser) && secret.equals(givenSecret);
      }
    };
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      HttpResponse<byte[]> answer = client.send(request(exchange), BodyHandlers.ofByteArray());
      answer
          .headers()
          .firstValue("Content-Type")
          .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
      int length = answer.body().length;
      exchange.sendResponseHeaders(answer.statusCode(), length == 0 ? -1 : length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + target + " was asked", e);
    }
  }

  private HttpRequest request(HttpExchange exchange) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(target).resolve(exchange.getRequestURI()));
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type != null) {
      request.header("Content-Type", type);
    }
    byte[] body = exchange.getRequestBody().readAllBytes();
    return request.method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body)).build();
  }

  /**
   * Where clients connect.
   *
   * @return the https address, with the path of the address behind it
   */
  public String url() {
    return "https://%s:%d%s"
        .formatted(
            LocalKafkaBuilder.HOST, server.getAddress().getPort(), URI.create(target).getPath());
  }

  /** Stops the front; what is behind it goes on. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
