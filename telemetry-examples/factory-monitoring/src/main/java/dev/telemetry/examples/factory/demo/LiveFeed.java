package dev.telemetry.examples.factory.demo;

import dev.telemetry.examples.factory.FactoryMonitoring;
import dev.telemetry.examples.factory.dashboard.Dashboard;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.TelemetryConsumer;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries what goes through the topics to the dashboard. */
final class LiveFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConnection kafka;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile boolean closed;

  private LiveFeed(KafkaConnection kafka) {
    this.kafka = kafka;
  }

  static LiveFeed start(KafkaConnection kafka, Dashboard dashboard) {
    LiveFeed feed = new LiveFeed(kafka);
    feed.carry(
        Topics.READINGS,
        reading -> {
          if (FactoryMonitoring.GATE.judge(reading).isEmpty()) {
            dashboard.publish(reading);
          }
        });
    feed.carry(Topics.STATISTICS, dashboard::publish);
    feed.carry(Topics.ANOMALIES, dashboard::publish);
    feed.carry(Topics.ALARMS, dashboard::publish);
    feed.carry(Topics.REJECTED_ALARM_COMMANDS, dashboard::publish);
    feed.carry(Topics.RULES, dashboard::publish);
    feed.carry(Topics.RULE_REJECTIONS, dashboard::publish);
    return feed;
  }

  private <T extends SpecificRecord> void carry(Topic<T> topic, Consumer<T> to) {
    threads.submit(
        () -> {
          try (TelemetryConsumer<T> consumer =
              TelemetryConsumer.from(topic).connection(kafka).everyPartition().build()) {
            while (!closed) {
              consumer.poll(POLL).records().forEach(received -> to.accept(received.value()));
            }
          } catch (RuntimeException e) { // the executor would swallow it
            if (!closed) {
              LOG.warn("The dashboard gets no more of {}", topic, e);
            }
          }
        });
  }

  @Override
  public void close() {
    closed = true;
    threads.shutdown();
    try {
      if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      threads.shutdownNow();
    }
  }
}
