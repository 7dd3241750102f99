package dev.telemetry.kafka;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that keeps the first thing that each client says, and hangs up. */
final class Eavesdropper implements AutoCloseable {
  private final ServerSocket server;
  private final List<String> heard = new CopyOnWriteArrayList<>();

  Eavesdropper() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread listener = new Thread(this::listen, "eavesdropper");
    listener.setDaemon(true);
    listener.start();
  }

  private void listen() {
    byte[] first = new byte[4096];
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        int length = client.getInputStream().read(first);
        heard.add(new String(first, 0, Math.max(0, length), ISO_8859_1));
      } catch (IOException e) {
        // closed, or the client hung up first
      }
    }
  }

  String address() {
    return "localhost:" + server.getLocalPort();
  }

  /** What was said first on each connection, a character for each byte. */
  List<String> heard() {
    return heard;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
