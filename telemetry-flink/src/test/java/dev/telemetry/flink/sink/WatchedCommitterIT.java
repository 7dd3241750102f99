package dev.telemetry.flink.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.telemetry.flink.TestStack;
import dev.telemetry.model.Anomaly;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.apache.flink.api.connector.sink2.Committer.CommitRequest;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.internal.FlinkKafkaInternalProducer;
import org.apache.flink.connector.kafka.sink.internal.KafkaCommitter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a restart finds: transactions by their ids alone, in whatever state the broker has them. */
@Timeout(60)
class WatchedCommitterIT {
  private static final Topic<Anomaly> TOPIC = TestStack.created(Topics.ANOMALIES);

  private final SimpleCounter lost = new SimpleCounter();
  private final String id = "watched/" + UUID.randomUUID() + "|-0-1";

  @Test
  void commitsATransactionTwiceWithoutALoss() throws Exception {
    KafkaCommittable transaction = precommitted(id);
    assertThat(state(id)).isEqualTo(TransactionState.ONGOING);
    commit(true, transaction);
    commit(true, transaction);
    assertThat(lost.getCount()).isZero();
  }

  /**
   * The producer that commits begins the next epoch itself, if it knows the broker well by then.
   */
  @Test
  void knowsACommittedTransactionWhoseNextEpochHasBegun() throws Exception {
    KafkaCommittable transaction = precommitted(id);
    commit(true, transaction);
    await().until(() -> state(id) != TransactionState.PREPARE_COMMIT);
    if (state(id) == TransactionState.COMPLETE_COMMIT) {
      beginNextEpoch(id);
    }
    assertThat(state(id)).isEqualTo(TransactionState.EMPTY);
    commit(true, transaction);
    assertThat(lost.getCount()).isZero();
  }

  @Test
  void countsATransactionThatAnotherHasFenced() throws Exception {
    KafkaCommittable transaction = precommitted(id);
    fence(id);
    List<Request> requests = commit(false, transaction);
    assertThat(lost.getCount()).isEqualTo(1);
    assertThat(requests.get(0).failed).isTrue();
  }

  @Test
  void countsATransactionThatTheBrokerHasForgotten() throws Exception {
    commit(false, new KafkaCommittable(123_456, (short) 0, id, null));
    assertThat(lost.getCount()).isEqualTo(1);
  }

  @Test
  void failsOnlyAfterTheOtherTransactionsAreCommitted() throws Exception {
    KafkaCommittable fenced = precommitted(id);
    KafkaCommittable whole = precommitted(id + "1");
    assertThat(state(id + "1")).isEqualTo(TransactionState.ONGOING);
    fence(id);
    assertThatThrownBy(() -> commit(true, fenced, whole))
        .isInstanceOf(TransactionLostException.class)
        .hasMessageContaining("The transaction " + id + " (producer " + fenced.getProducerId())
        .hasMessageContaining("transactionTimeout (PT10M)");
    assertThat(state(id + "1"))
        .isNotIn(
            TransactionState.ONGOING,
            TransactionState.PREPARE_ABORT,
            TransactionState.COMPLETE_ABORT);
  }

  private List<Request> commit(boolean failOnLoss, KafkaCommittable... transactions)
      throws Exception {
    List<Request> requests = new ArrayList<>();
    for (KafkaCommittable transaction : transactions) {
      requests.add(new Request(transaction));
    }
    var kafka =
        new KafkaCommitter(
            clientProperties(),
            "watched-" + UUID.randomUUID(),
            0,
            0,
            false,
            FlinkKafkaInternalProducer::new);
    try (kafka) {
      new WatchedCommitter(
              kafka,
              new EndedTransactions(TestStack.kafka()),
              lost,
              Duration.ofMinutes(10),
              failOnLoss)
          .commit(List.copyOf(requests));
    }
    return requests;
  }

  private static KafkaCommittable precommitted(String id) throws Exception {
    try (var producer = new FlinkKafkaInternalProducer<byte[], byte[]>(clientProperties(), id)) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(TOPIC.name(), new byte[1])).get();
      producer.flush();
      producer.precommitTransaction();
      return new KafkaCommittable(producer.getProducerId(), producer.getEpoch(), id, null);
    }
  }

  private static void beginNextEpoch(String id) {
    try (var producer = new FlinkKafkaInternalProducer<byte[], byte[]>(clientProperties(), id)) {
      producer.initTransactions();
    }
  }

  private static void fence(String id) throws Exception {
    try (Admin admin = Admin.create(TestStack.kafka().clientProperties())) {
      admin.fenceProducers(List.of(id)).all().get();
    }
  }

  private static TransactionState state(String id) throws Exception {
    try (Admin admin = Admin.create(TestStack.kafka().clientProperties())) {
      return admin.describeTransactions(List.of(id)).description(id).get().state();
    }
  }

  private static Properties clientProperties() {
    Properties properties = TestStack.kafka().clientProperties();
    properties.setProperty("key.serializer", ByteArraySerializer.class.getName());
    properties.setProperty("value.serializer", ByteArraySerializer.class.getName());
    return properties;
  }

  /** As Flink's, which is not public. */
  private static final class Request implements CommitRequest<KafkaCommittable> {
    private final KafkaCommittable committable;
    private boolean failed;

    Request(KafkaCommittable committable) {
      this.committable = committable;
    }

    @Override
    public KafkaCommittable getCommittable() {
      return committable;
    }

    @Override
    public int getNumberOfRetries() {
      return 0;
    }

    @Override
    public void signalFailedWithKnownReason(Throwable cause) {
      failed = true;
    }

    @Override
    public void signalFailedWithUnknownReason(Throwable cause) {
      throw new IllegalStateException(cause);
    }

    @Override
    public void retryLater() {
      throw new IllegalStateException("the broker is up");
    }

    @Override
    public void updateAndRetryLater(KafkaCommittable ignored) {
      retryLater();
    }

    @Override
    public void signalAlreadyCommitted() {}
  }
}
