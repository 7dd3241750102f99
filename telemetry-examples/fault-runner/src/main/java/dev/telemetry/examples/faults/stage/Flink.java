package dev.telemetry.examples.faults.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A JobManager and two TaskManagers of two slots as processes of their own, without a distribution
 * of Flink: the job's classes are on their class path.
 */
public final class Flink implements AutoCloseable {
  private static final int TASK_MANAGERS = 2;
  private static final Duration START_LIMIT = Duration.ofSeconds(120);
  private static final String PACKAGE = "org.apache.flink.runtime.";

  private final Path folder;
  private final int restPort;
  private final FlinkRest rest;
  private final List<ChildJvm> taskManagers = new ArrayList<>();
  private final ChildJvm jobManager;

  private Flink(Path folder, int rpcPort, int restPort) throws IOException {
    this.folder = folder;
    this.restPort = restPort;
    this.rest = new FlinkRest("http://%s:%d".formatted(Ports.LOOPBACK, restPort));
    configure(rpcPort);
    Files.createDirectories(armed());
    jobManager =
        ChildJvm.start(
            "jobmanager",
            folder,
            List.of("-Xmx300m"),
            flinkMain("entrypoint.StandaloneSessionClusterEntrypoint"));
    for (int i = 0; i < TASK_MANAGERS; i++) {
      taskManagers.add(taskManager(i));
    }
  }

  static Flink start(Path folder) throws IOException {
    int[] ports = Ports.free(2);
    return new Flink(folder, ports[0], ports[1]);
  }

  private ChildJvm taskManager(int i) throws IOException {
    List<String> options =
        List.of("-Xmx400m", "-XX:MaxDirectMemorySize=256m", "-Dfaults.armed=" + armed());
    return ChildJvm.start(
        "taskmanager-" + i, folder, options, flinkMain("taskexecutor.TaskManagerRunner"));
  }

  private List<String> flinkMain(String main) {
    return List.of(PACKAGE + main, "--configDir", folder.resolve("conf").toString());
  }

  private void configure(int rpcPort) throws IOException {
    String settings =
        """
        jobmanager.rpc.address: 127.0.0.1
        jobmanager.rpc.port: %d
        jobmanager.bind-host: 127.0.0.1
        rest.address: 127.0.0.1
        rest.bind-address: 127.0.0.1
        rest.port: %d
        taskmanager.host: 127.0.0.1
        taskmanager.bind-host: 127.0.0.1
        taskmanager.numberOfTaskSlots: 2
        taskmanager.load-balance.mode: SLOTS
        taskmanager.cpu.cores: 2.0
        taskmanager.memory.task.heap.size: 256m
        taskmanager.memory.task.off-heap.size: 0m
        taskmanager.memory.network.min: 32m
        taskmanager.memory.network.max: 32m
        taskmanager.memory.managed.size: 0m
        taskmanager.memory.framework.heap.size: 128m
        taskmanager.memory.framework.off-heap.size: 128m
        taskmanager.memory.jvm-metaspace.size: 256m
        taskmanager.memory.jvm-overhead.min: 192m
        taskmanager.memory.jvm-overhead.max: 192m
        web.refresh-interval: 200
        heartbeat.interval: 1000
        heartbeat.timeout: 5000
        io.tmp.dirs: %s
        """
            .formatted(rpcPort, restPort, folder.resolve("tmp-flink"));
    Path conf = Files.createDirectories(folder.resolve("conf"));
    Files.writeString(conf.resolve("config.yaml"), settings);
  }

  /** Where a job finds out that it is to crash, see {@code CrashPoint}. */
  public Path armed() {
    return folder.resolve("armed");
  }

  /** Answers questions about jobs. */
  public FlinkRest rest() {
    return rest;
  }

  /** Where jobs are submitted on the loopback interface. */
  public int restPort() {
    return restPort;
  }

  /** A folder for checkpoints and savepoints. */
  public Path states() {
    return folder.resolve("states");
  }

  /** The one that schedules. */
  public ChildJvm jobManager() {
    return jobManager;
  }

  /** Those that work. */
  public List<ChildJvm> taskManagers() {
    return List.copyOf(taskManagers);
  }

  /** Starts those that are down. */
  public void ensureRunning() throws IOException {
    jobManager.ensureRunning();
    for (ChildJvm taskManager : taskManagers) {
      taskManager.ensureRunning();
    }
  }

  /** Starts those that are down, and waits until all slots are there. */
  public void heal() throws IOException, InterruptedException {
    ensureRunning();
    Await.require(
        "two TaskManagers",
        START_LIMIT,
        () -> rest.get("/overview").path("taskmanagers").asInt() == TASK_MANAGERS);
  }

  @Override
  public void close() {
    taskManagers.forEach(ChildJvm::close);
    jobManager.close();
  }
}
