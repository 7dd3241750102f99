package dev.telemetry.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker (KRaft, broker and controller in one) inside this JVM, without Docker. It
 * listens on the loopback interface only, keeps its data in a temporary folder that goes with it,
 * and creates no topic by itself. Several can run side by side. Ready in 2 to 4 seconds; takes
 * about 200 MB.
 *
 * <p>The broker logs through SLF4J; set {@code kafka}, {@code org.apache.kafka} and {@code state}
 * to WARN to keep it quiet.
 */
public final class LocalKafka extends LocalService {
  // also tells apart the metrics of several brokers in one JVM
  private static final AtomicInteger NODE_IDS = new AtomicInteger(1);

  private final int nodeId = NODE_IDS.getAndIncrement();
  private String bootstrapServers = "";
  private @Nullable KafkaRaftServer server;

  private LocalKafka() {
    super("kafka");
  }

  /**
   * Starts a broker and waits until it serves.
   *
   * @return the running broker; close it
   * @throws IllegalStateException if it does not start
   */
  public static LocalKafka start() {
    return started(new LocalKafka());
  }

  /**
   * Where clients connect.
   *
   * @return host and port, for {@code bootstrap.servers}
   */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  void boot() throws IOException {
    int[] ports = Ports.free(2);
    Properties settings = settings(ports[0], ports[1]);
    format(settings);
    KafkaRaftServer starting =
        new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
    server = starting;
    starting.startup();
    bootstrapServers = Ports.LOOPBACK + ":" + ports[0];
  }

  @Override
  void halt() {
    if (server != null) {
      server.shutdown();
      server.awaitShutdown();
    }
  }

  private void format(Properties settings) throws IOException {
    Path file = folder().resolve("server.properties");
    try (OutputStream out = Files.newOutputStream(file)) {
      settings.store(out, null);
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    String[] format = {
      "format", "--cluster-id", Uuid.randomUuid().toString(), "--config", file.toString()
    };
    int status = StorageTool.execute(format, new PrintStream(said, true, StandardCharsets.UTF_8));
    if (status != 0) {
      throw new IOException(
          "cannot format the broker's storage: " + said.toString(StandardCharsets.UTF_8));
    }
  }

  private Properties settings(int clientPort, int controllerPort) {
    Properties settings = new Properties();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(nodeId));
    settings.put("controller.quorum.voters", nodeId + "@" + Ports.LOOPBACK + ":" + controllerPort);
    settings.put(
        "listeners",
        "PLAINTEXT://%s:%d,CONTROLLER://%s:%d"
            .formatted(Ports.LOOPBACK, clientPort, Ports.LOOPBACK, controllerPort));
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("log.dirs", folder().resolve("data").toString());
    settings.put("auto.create.topics.enable", "false");
    settings.put("group.initial.rebalance.delay.ms", "0");
    // alone, it has nobody to hand its partitions to
    settings.put("controlled.shutdown.enable", "false");
    oneReplica(settings);
    small(settings);
    return settings;
  }

  private static void oneReplica(Properties settings) {
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
  }

  private static void small(Properties settings) {
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("share.coordinator.state.topic.num.partitions", "1");
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "2");
    // 128 MB otherwise
    settings.put("log.cleaner.dedupe.buffer.size", "4194304");
  }

  @Override
  public String toString() {
    return "LocalKafka(" + bootstrapServers + ")";
  }
}
