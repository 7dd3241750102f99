package dev.telemetry.kafka.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.failsafe.RateLimiter;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.deadletter.Replayed.Outcome;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * One run over dead letters. Some at a time are put back in a transaction with their entries in the
 * journal; a second run at the same time ends the first.
 */
final class ReplayRun implements AutoCloseable {
  private static final int MOST_AT_A_TIME = 100;

  private final String letters;
  private final int atMost;
  private final Consumer<Replayed> listener;
  private final RateLimiter<Object> pace;
  private final int atATime;
  private final Set<String> topics;
  private final ReplayJournal journal;
  private final Originals originals;
  private final @Nullable Producer<byte[], byte[]> producer;
  private final List<PutBack> batch = new ArrayList<>();
  private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
  private ReplayReport report = ReplayReport.NONE;

  private ReplayRun(
      Replay settings,
      KafkaConnection connection,
      Set<String> topics,
      ReplayJournal journal,
      @Nullable Producer<byte[], byte[]> producer) {
    this.letters = settings.letters();
    this.atMost = settings.atMost();
    this.listener = settings.listener();
    this.pace = RateLimiter.smoothBuilder(settings.perSecond(), Duration.ofSeconds(1)).build();
    // a transaction must not wait for long
    this.atATime = Math.min(MOST_AT_A_TIME, settings.perSecond());
    this.topics = topics;
    this.journal = journal;
    this.originals = new Originals(connection);
    this.producer = producer;
  }

  static ReplayRun dry(Replay settings, KafkaConnection connection) {
    Set<String> topics = topics(connection, null);
    ReplayJournal journal =
        topics.contains(ReplayJournal.of(settings.letters()))
            ? ReplayJournal.read(connection, settings.letters())
            : ReplayJournal.empty(settings.letters());
    return new ReplayRun(settings, connection, topics, journal, null);
  }

  static ReplayRun real(Replay settings, KafkaConnection connection) {
    String journal = ReplayJournal.of(settings.letters());
    Set<String> topics = topics(connection, journal);
    Properties properties = connection.clientProperties();
    properties.setProperty("transactional.id", journal);
    Producer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      // before the journal is read: it ends what another run has under way
      producer.initTransactions();
      return new ReplayRun(
          settings,
          connection,
          topics,
          ReplayJournal.read(connection, settings.letters()),
          producer);
    } catch (RuntimeException e) {
      producer.close();
      throw e;
    }
  }

  /** The cluster's topics; creates one that is missing. */
  private static Set<String> topics(KafkaConnection connection, @Nullable String wanted) {
    try (Admin admin = Admin.create(connection.clientProperties())) {
      Set<String> names = admin.listTopics().names().get();
      if (wanted != null && !names.contains(wanted)) {
        NewTopic topic =
            new NewTopic(wanted, 1, (short) -1)
                .configs(
                    Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
        admin.createTopics(List.of(topic)).all().get();
      }
      return names;
    } catch (ExecutionException e) {
      throw new ReplayException(
          "the cluster did not list its topics or let us create the journal: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ReplayException("interrupted", e);
    }
  }

  void take(PutBack record) {
    Outcome outcome = placed(record);
    if (outcome != Outcome.PUT_BACK) {
      tell(record, outcome);
      return;
    }
    ConsumerRecord<byte[], byte[]> original = original(record);
    int times = times(record, original);
    if (times >= atMost) {
      tell(record, Outcome.TOO_OFTEN);
    } else if (producer == null) {
      tell(record, Outcome.PUT_BACK);
    } else {
      add(record, recordOf(record, original, times + 1));
    }
  }

  private Outcome placed(PutBack record) {
    String topic = record.topic();
    if (topic == null || topic.equals(letters) || !topics.contains(topic)) {
      return Outcome.NOWHERE;
    }
    return journal.has(record.id()) ? Outcome.BEFORE : Outcome.PUT_BACK;
  }

  private @Nullable ConsumerRecord<byte[], byte[]> original(PutBack record) {
    Place from = record.from();
    return from == null || !topics.contains(from.topic()) ? null : originals.find(from);
  }

  /** How often this record, and not only this dead letter, was put back. */
  private int times(PutBack record, @Nullable ConsumerRecord<byte[], byte[]> original) {
    if (original == null || !record.isAsItWas(original)) {
      return journal.times(record);
    }
    Header header = original.headers().lastHeader(Replay.TIMES_HEADER);
    return header == null || header.value().length != Integer.BYTES
        ? 0
        : ByteBuffer.wrap(header.value()).getInt();
  }

  private void add(PutBack record, ProducerRecord<byte[], byte[]> to) {
    batch.add(record);
    records.add(to);
    if (batch.size() >= atATime) {
      commit();
    }
  }

  private void tell(PutBack record, Outcome outcome) {
    report = report.plus(outcome);
    listener.accept(new Replayed(record.id(), record.topic(), outcome));
  }

  private void commit() {
    Producer<byte[], byte[]> to = producer;
    if (to == null || batch.isEmpty()) {
      return;
    }
    try {
      to.beginTransaction();
      for (int i = 0; i < batch.size(); i++) {
        pace.acquirePermit();
        var unused = to.send(records.get(i));
        unused = to.send(journal.entry(batch.get(i)));
      }
      to.commitTransaction();
    } catch (KafkaException e) {
      throw notPutBack(to, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ReplayException("interrupted", e);
    }
    batch.forEach(record -> tell(record, Outcome.PUT_BACK));
    batch.clear();
    records.clear();
  }

  private ReplayException notPutBack(Producer<byte[], byte[]> to, KafkaException error) {
    try {
      to.abortTransaction();
    } catch (KafkaException e) {
      error.addSuppressed(e);
    }
    return new ReplayException(
        "%s to %s were not put back, those before were; leave out what Kafka does not take, or try again: %s"
            .formatted(batch.get(0).id(), batch.get(batch.size() - 1).id(), error.getMessage()),
        error);
  }

  private static ProducerRecord<byte[], byte[]> recordOf(
      PutBack record, @Nullable ConsumerRecord<byte[], byte[]> original, int times) {
    ProducerRecord<byte[], byte[]> to =
        new ProducerRecord<>(
            record.topic(), PutBack.bytes(record.key()), PutBack.bytes(record.value()));
    if (original != null) {
      original.headers().forEach(to.headers()::add);
    }
    to.headers()
        .remove(Replay.TIMES_HEADER)
        .remove(Replay.OF_HEADER)
        .add(Replay.TIMES_HEADER, ByteBuffer.allocate(Integer.BYTES).putInt(times).array())
        .add(Replay.OF_HEADER, record.id().getBytes(UTF_8));
    return to;
  }

  /** Puts back what is left. */
  ReplayReport end() {
    commit();
    return report;
  }

  /** Gives up what was not committed. */
  @Override
  public void close() {
    originals.close();
    if (producer != null) {
      producer.close(Duration.ofSeconds(5));
    }
  }
}
