package dev.telemetry.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  private final @Nullable LocalKafkaBuilder security;
  private String bootstrapServers = "";
  private String mutualTlsServers = "";
  private @Nullable KafkaRaftServer server;

  private LocalKafka(@Nullable LocalKafkaBuilder security) {
    super("kafka");
    this.security = security;
  }

  /**
   * Starts a broker and waits until it serves.
   *
   * @return the running broker; close it
   * @throws IllegalStateException if it does not start
   */
  public static LocalKafka start() {
    return started(new LocalKafka(null));
  }

  /**
   * Begins a broker that speaks TLS only, knows its users and lets them do what its ACLs say.
   *
   * @param certificates whom its clients trust, and who signs the broker's own certificate
   * @return a builder without users
   */
  public static LocalKafkaBuilder secured(LocalCertificates certificates) {
    return new LocalKafkaBuilder(certificates);
  }

  static LocalKafka start(LocalKafkaBuilder security) {
    return started(new LocalKafka(security));
  }

  /**
   * Where clients connect: in plain text, or by TLS with a password where the broker is secured.
   *
   * @return host and port, for {@code bootstrap.servers}
   */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /**
   * Where clients connect by TLS that show a certificate instead of a password.
   *
   * @return host and port, for {@code bootstrap.servers}; empty where the broker is not secured
   */
  public String mutualTlsServers() {
    return mutualTlsServers;
  }

  @Override
  void boot() throws IOException {
    int[] ports = Ports.free(3);
    Properties settings = settings(ports);
    format(settings);
    KafkaRaftServer starting =
        new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
    server = starting;
    starting.startup();
    bootstrapServers = host() + ":" + ports[0];
    if (security != null) {
      mutualTlsServers = host() + ":" + ports[1];
    }
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
    List<String> format = new ArrayList<>(List.of("format", "--config", file.toString()));
    format.addAll(List.of("--cluster-id", Uuid.randomUuid().toString()));
    if (security != null) {
      format.addAll(security.formatArguments());
    }
    int status =
        StorageTool.execute(
            format.toArray(String[]::new), new PrintStream(said, true, StandardCharsets.UTF_8));
    if (status != 0) {
      throw new IOException(
          "cannot format the broker's storage: " + said.toString(StandardCharsets.UTF_8));
    }
  }

  private String host() {
    return security == null ? Ports.LOOPBACK : LocalKafkaBuilder.HOST;
  }

  private Properties settings(int... ports) {
    Properties settings = new Properties();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(nodeId));
    settings.put("controller.quorum.voters", nodeId + "@" + host() + ":" + ports[2]);
    settings.put("controller.listener.names", "CONTROLLER");
    if (security == null) {
      settings.put(
          "listeners",
          "PLAINTEXT://%1$s:%2$d,CONTROLLER://%1$s:%3$d"
              .formatted(Ports.LOOPBACK, ports[0], ports[2]));
    } else {
      security.addTo(settings, ports[0], ports[1], ports[2]);
    }
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
