package dev.telemetry.examples.factory.demo;

import dev.telemetry.examples.factory.FactoryMonitoring;
import dev.telemetry.examples.factory.Tuning;
import dev.telemetry.examples.factory.dashboard.Dashboard;
import dev.telemetry.examples.factory.dashboard.Phase;
import dev.telemetry.examples.factory.replay.Recording;
import dev.telemetry.flink.sink.JdbcConnection;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.TopicAdmin;
import dev.telemetry.testkit.LocalStack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that a monitored factory needs, in one JVM and its children: Kafka, a schema registry,
 * PostgreSQL, Flink with the monitoring job, a plant or a recording, and the dashboard. Closing it
 * leaves nothing behind.
 */
final class Demo implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(2);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();

  private final Options options;
  private final Progress progress = new Progress();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private volatile boolean stopped;

  Demo(Options options) {
    this.options = options;
  }

  /** Runs until the recording is done, or until it is closed. */
  void run() throws Exception {
    Recording recording = options.replay == null ? null : Recording.read(options.replay);
    if (options.report != null) {
      Report.requireWritable(options.report);
    }
    requireFreePort();
    Workspace workspace = opened(Workspace.open());

    progress.say("starting Kafka, the schema registry and PostgreSQL ...");
    LocalStack stack = opened(LocalStack.start(progress::say));
    KafkaConnection kafka =
        KafkaConnection.to(stack.kafka().bootstrapServers())
            .registry(stack.registry().url())
            .insecureLocal();
    TopicAdmin.ensure(kafka, FactoryMonitoring.TOPICS);

    progress.say("starting Flink with the monitoring job ...");
    JdbcConnection database =
        JdbcConnection.to(
            stack.postgres().jdbcUrl(), stack.postgres().user(), stack.postgres().password());
    Tuning tuning = recording == null ? Tuning.live() : Tuning.recording();
    PlantControl control = opened(new PlantControl(kafka));
    tuning.rules().forEach(control::change);
    RunningJob job = opened(RunningJob.start(kafka, database, tuning, workspace.folder()));
    Gateway gateway = opened(new Gateway(kafka));
    Dashboard dashboard = options.headless ? null : show(stack, kafka, job, gateway);
    if (dashboard != null) {
      dashboard.control(control);
    }
    progress.ended("start");

    if (recording == null) {
      say(dashboard, Phase.RUNNING, "the plant is running; Ctrl-C stops everything");
      Players.play(gateway, () -> stopped || failed(job));
    } else {
      play(recording, gateway, job, dashboard);
    }
    if (!stopped && options.untilEnd) {
      finish(gateway, job, stack);
    } else {
      awaitEnd(job);
    }
  }

  private void requireFreePort() {
    if (options.headless || options.port == 0) {
      return;
    }
    try (ServerSocket free =
        new ServerSocket(options.port, 1, InetAddress.getByName("127.0.0.1"))) {
      LOG.debug("port {} is free", free.getLocalPort());
    } catch (IOException e) {
      throw new DemoException(
          "Port " + options.port + " is in use: say --port N with another one, or --headless.", e);
    }
  }

  private Dashboard show(LocalStack stack, KafkaConnection kafka, RunningJob job, Gateway gateway) {
    Dashboard dashboard =
        opened(
            Dashboard.start(
                options.port,
                stack.postgres().jdbcUrl(),
                stack.postgres().user(),
                stack.postgres().password()));
    dashboard.status(Phase.STARTING, "waiting for the job");
    dashboard.counters(() -> counts(gateway, job));
    opened(LiveFeed.start(kafka, dashboard));
    job.ended()
        .whenComplete(
            (result, failure) -> {
              if (failure != null && !stopped) {
                dashboard.status(Phase.FAILED, "the job failed: " + failure.getMessage());
              }
            });
    progress.say("");
    progress.say("the dashboard is at " + dashboard.url());
    progress.say("");
    return dashboard;
  }

  private static Map<String, Long> counts(Gateway gateway, RunningJob job) {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("produced", gateway.produced());
    counts.putAll(job.counts());
    counts.put("restarts", (long) job.restarts());
    return counts;
  }

  private void play(Recording recording, Gateway gateway, RunningJob job, Dashboard dashboard) {
    int readings = recording.readings().size();
    say(
        dashboard,
        Phase.RUNNING,
        String.format(Locale.ROOT, "playing %,d readings of %s", readings, recording.sensorId()));
    Duration longestPause = options.untilEnd ? LONGEST_PAUSE : Duration.ofDays(1);
    Players.play(recording, options.pace(), longestPause, gateway, () -> stopped || failed(job));
    if (!stopped && !failed(job)) {
      say(dashboard, Phase.FINISHED, "the recording has been played to its end");
    }
    progress.ended("play");
  }

  /** Waits until all is processed, lets the job end, and reports what is in the database. */
  private void finish(Gateway gateway, RunningJob job, LocalStack stack) throws Exception {
    awaitRead(gateway.produced(), job);
    progress.ended("process");
    progress.say("all is read; closing the windows and writing the last results ...");
    job.drain();
    progress.ended("drain");
    Report report =
        Report.of(gateway.produced(), job.counts(), stack.postgres(), progress.seconds());
    progress.say(report.summary());
    if (options.report != null) {
      report.write(options.report);
      progress.say("the report is in " + options.report);
    }
  }

  private void awaitRead(long produced, RunningJob job) {
    long before = -1;
    long lastProgress = System.nanoTime();
    long read = job.counts().get("read");
    while (read < produced && !stopped) {
      if (failed(job)) {
        awaitEnd(job);
      }
      if (read > before) {
        before = read;
        lastProgress = System.nanoTime();
      } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
        throw new DemoException(
            "The job read %d of %d records and then no more for %s."
                .formatted(read, produced, PATIENCE));
      }
      LockSupport.parkNanos(LOOK_NANOS);
      read = job.counts().get("read");
    }
  }

  private static boolean failed(RunningJob job) {
    return job.ended().isCompletedExceptionally();
  }

  private void awaitEnd(RunningJob job) {
    try {
      job.ended().join();
    } catch (CompletionException e) {
      if (!stopped) {
        throw new DemoException("The job failed: " + e.getCause(), e);
      }
    }
  }

  private void say(Dashboard dashboard, Phase phase, String text) {
    progress.say(text);
    if (dashboard != null) {
      dashboard.status(phase, text);
    }
  }

  /** What was opened last is closed first; what opens after the end is closed at once. */
  private <T extends AutoCloseable> T opened(T part) {
    synchronized (open) {
      if (!stopped) {
        open.push(part);
        return part;
      }
    }
    close(part);
    throw new DemoException("Stopped while starting.");
  }

  boolean isStopped() {
    return stopped;
  }

  @Override
  public void close() {
    stopped = true;
    synchronized (open) {
      while (!open.isEmpty()) {
        close(open.pop());
      }
    }
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      LOG.warn("{} did not close cleanly", part, e);
    }
  }
}
