package dev.telemetry.examples.faults.stage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;

/**
 * Three brokers, each with a controller: all topics have three replicas, two of which must be in
 * sync.
 */
public final class Brokers implements AutoCloseable {
  /** How many there are; the first is number 0. */
  public static final int COUNT = 3;

  private static final Duration START_LIMIT = Duration.ofSeconds(120);

  private final int[] ports;
  private final List<ChildJvm> processes = new ArrayList<>();
  private final Admin admin;

  private Brokers(int[] ports) {
    this.ports = ports;
    Properties client = new Properties();
    client.put("bootstrap.servers", bootstrapServers());
    client.put("default.api.timeout.ms", "10000");
    client.put("request.timeout.ms", "5000");
    admin = Admin.create(client);
  }

  /** Starts them; {@link #awaitAll} says when they serve. */
  static Brokers start(Path folder) throws IOException {
    Brokers brokers = new Brokers(Ports.free(2 * COUNT));
    String cluster = Uuid.randomUuid().toString();
    for (int id = 0; id < COUNT; id++) {
      Path settings = brokers.format(cluster, id, folder);
      brokers.processes.add(
          ChildJvm.start(
              "broker-" + id,
              folder,
              List.of("-Xmx256m"),
              List.of("kafka.Kafka", settings.toString())));
    }
    return brokers;
  }

  /** Where clients connect. */
  public String bootstrapServers() {
    return IntStream.range(0, COUNT)
        .mapToObj(id -> Ports.LOOPBACK + ":" + ports[id])
        .collect(Collectors.joining(","));
  }

  /** One of them. */
  public ChildJvm broker(int id) {
    return processes.get(id);
  }

  /** All of them. */
  public List<ChildJvm> all() {
    return List.copyOf(processes);
  }

  /** Asks the cluster; shared, not to be closed. */
  public Admin admin() {
    return admin;
  }

  /** Starts those that are down, and waits until all replicas are in sync again. */
  public void heal() throws IOException, InterruptedException {
    for (ChildJvm process : processes) {
      process.ensureRunning();
    }
    awaitAll();
  }

  /** Waits until all brokers serve and all replicas are in sync. */
  public void awaitAll() throws InterruptedException {
    Await.require(
        "three brokers in sync",
        START_LIMIT,
        () -> admin.describeCluster().nodes().get().size() == COUNT && inSync());
  }

  private boolean inSync() throws Exception {
    var topics = admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
    return admin.describeTopics(topics).allTopicNames().get().values().stream()
        .flatMap(topic -> topic.partitions().stream())
        .allMatch(partition -> partition.isr().size() == partition.replicas().size());
  }

  /** The broker that leads a partition. */
  public int leaderOf(String topic, int partition) throws Exception {
    List<TopicPartitionInfo> partitions =
        admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions();
    return partitions.get(partition).leader().id();
  }

  /** The broker that coordinates the transactions whose ids start like this. */
  public int coordinatorOf(String prefix) throws Exception {
    String id =
        admin.listTransactions().all().get().stream()
            .map(TransactionListing::transactionalId)
            .filter(each -> each.startsWith(prefix))
            .findFirst()
            .orElseThrow();
    return admin.describeTransactions(List.of(id)).description(id).get().coordinatorId();
  }

  /** How many ids of transactions with this prefix the coordinators know. */
  public long transactionalIds(String prefix) throws Exception {
    return admin.listTransactions().all().get().stream()
        .filter(each -> each.transactionalId().startsWith(prefix))
        .count();
  }

  private Path format(String cluster, int id, Path folder) throws IOException {
    Path file = folder.resolve("broker-" + id + ".properties");
    try (OutputStream out = Files.newOutputStream(file)) {
      settings(id, folder).store(out, null);
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    String[] format = {"format", "--cluster-id", cluster, "--config", file.toString()};
    if (StorageTool.execute(format, new PrintStream(said, true, StandardCharsets.UTF_8)) != 0) {
      throw new IOException("cannot format a broker: " + said.toString(StandardCharsets.UTF_8));
    }
    return file;
  }

  private Properties settings(int id, Path folder) {
    Properties settings = new Properties();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(id));
    settings.put("controller.quorum.voters", voters());
    settings.put(
        "listeners",
        "PLAINTEXT://%s:%d,CONTROLLER://%s:%d"
            .formatted(Ports.LOOPBACK, ports[id], Ports.LOOPBACK, ports[COUNT + id]));
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("log.dirs", folder.resolve("broker-" + id).toString());
    settings.put("auto.create.topics.enable", "false");
    settings.put("group.initial.rebalance.delay.ms", "0");
    // the usual 9 s before a killed leader is replaced would be all that a recovery time shows
    settings.put("broker.session.timeout.ms", "3000");
    settings.put("broker.heartbeat.interval.ms", "500");
    replicated(settings);
    small(settings);
    return settings;
  }

  private String voters() {
    return IntStream.range(0, COUNT)
        .mapToObj(id -> "%d@%s:%d".formatted(id, Ports.LOOPBACK, ports[COUNT + id]))
        .collect(Collectors.joining(","));
  }

  private static void replicated(Properties settings) {
    settings.put("default.replication.factor", "3");
    settings.put("min.insync.replicas", "2");
    settings.put("offsets.topic.replication.factor", "3");
    settings.put("transaction.state.log.replication.factor", "3");
    settings.put("transaction.state.log.min.isr", "2");
  }

  private static void small(Properties settings) {
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.num.partitions", "4");
    // the usual 10 s add to the time after which an expired transaction is ended
    settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "2");
    settings.put("log.cleaner.dedupe.buffer.size", "4194304"); // 128 MB otherwise
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
    processes.forEach(ChildJvm::close);
  }
}
