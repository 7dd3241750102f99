package dev.telemetry.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** A broker in a process of its own, that can be killed and comes back with its data and port. */
public final class BrokerProcess implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";

  private final Path folder;
  private final Path properties;
  private final int port;
  private Process process;

  /** Formats a broker's data; it is not started. */
  public BrokerProcess(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.port = freePort();
    this.properties = folder.resolve("server.properties");
    try (OutputStream out = Files.newOutputStream(properties)) {
      settings(freePort()).store(out, null);
    }
    String[] format = {"format", "-t", Uuid.randomUuid().toString(), "-c", properties.toString()};
    if (StorageTool.execute(format, new PrintStream(OutputStream.nullOutputStream())) != 0) {
      throw new IOException("cannot format the broker's storage");
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Properties settings(int controllerPort) {
    Properties settings = new Properties();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("controller.quorum.voters", "1@" + LOOPBACK + ":" + controllerPort);
    settings.put(
        "listeners",
        "PLAINTEXT://%s:%d,CONTROLLER://%s:%d".formatted(LOOPBACK, port, LOOPBACK, controllerPort));
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("log.dirs", folder.resolve("data").toString());
    settings.put("auto.create.topics.enable", "false");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("log.cleaner.dedupe.buffer.size", "4194304");
    return settings;
  }

  public String bootstrapServers() {
    return LOOPBACK + ":" + port;
  }

  public KafkaConnection connection() {
    return KafkaConnection.to(bootstrapServers()).insecureLocal();
  }

  public void start() throws IOException {
    process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx512m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "kafka.Kafka",
                    properties.toString()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("broker.log").toFile())
            .start();
  }

  /** As {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    if (process != null) {
      kill();
    }
  }
}
