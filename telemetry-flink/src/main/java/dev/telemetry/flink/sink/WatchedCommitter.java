package dev.telemetry.flink.sink;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's committer goes on after a transaction that the broker has ended, as if nothing had
 * happened. This one counts it, says what is lost and, when told to, fails the job; only after the
 * other transactions are committed, which would otherwise wait for the next start and expire.
 */
@SuppressWarnings("try") // the delegate may throw anything when closed
final class WatchedCommitter implements Committer<KafkaCommittable> {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedCommitter.class);

  private final Committer<KafkaCommittable> committer;
  private final EndedTransactions ended;
  private final Counter lostTransactions;
  private final Duration timeout;
  private final boolean failOnLoss;

  WatchedCommitter(
      Committer<KafkaCommittable> committer,
      EndedTransactions ended,
      Counter lostTransactions,
      Duration timeout,
      boolean failOnLoss) {
    this.committer = committer;
    this.ended = ended;
    this.lostTransactions = lostTransactions;
    this.timeout = timeout;
    this.failOnLoss = failOnLoss;
  }

  @Override
  public void commit(Collection<CommitRequest<KafkaCommittable>> requests)
      throws IOException, InterruptedException {
    List<TransactionLostException> losses = new ArrayList<>();
    List<CommitRequest<KafkaCommittable>> watched = new ArrayList<>(requests.size());
    requests.forEach(request -> watched.add(new WatchedRequest(request, losses)));
    committer.commit(watched);
    if (failOnLoss && !losses.isEmpty()) {
      throw losses.get(0);
    }
  }

  @Override
  public void close() throws Exception {
    committer.close();
  }

  private TransactionLostException loss(KafkaCommittable transaction, Throwable cause) {
    return new TransactionLostException(
        """
        The transaction %s (producer %d, epoch %d) was not committed: the broker had ended it. It \
        stayed open for longer than transactionTimeout (%s), or another job uses its id. Who \
        reads committed records does not see what it had written until its checkpoint. To write \
        that again, start the job from an earlier checkpoint or savepoint; what other \
        transactions have written since then comes twice, with the same ids. To go on without, \
        start it from its last checkpoint, without failOnLostTransaction(). To prevent it, allow \
        transactions longer than a checkpoint and a restart take together. If the id was used \
        again meanwhile, as by a start from an older savepoint, the transaction may have been \
        committed before; the broker does not tell."""
            .formatted(
                transaction.getTransactionalId(),
                transaction.getProducerId(),
                transaction.getEpoch(),
                timeout),
        cause);
  }

  /** Hands all on, and keeps what failed for good. */
  private final class WatchedRequest implements CommitRequest<KafkaCommittable> {
    private final CommitRequest<KafkaCommittable> request;
    private final List<TransactionLostException> losses;

    WatchedRequest(CommitRequest<KafkaCommittable> request, List<TransactionLostException> losses) {
      this.request = request;
      this.losses = losses;
    }

    @Override
    public void signalFailedWithKnownReason(Throwable cause) {
      if (committedBefore()) {
        LOG.info("{} was committed before", getCommittable());
        request.signalAlreadyCommitted();
        return;
      }
      TransactionLostException loss = loss(getCommittable(), cause);
      lostTransactions.inc();
      LOG.error(loss.getMessage(), cause);
      losses.add(loss);
      request.signalFailedWithKnownReason(cause);
    }

    private boolean committedBefore() {
      try {
        return ended.committed(getCommittable());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while asking how a transaction ended", e);
      }
    }

    @Override
    public void signalFailedWithUnknownReason(Throwable cause) {
      // the broker has forgotten the id, long after it ended the transaction: no try will succeed
      if (ExceptionUtils.findThrowable(cause, InvalidPidMappingException.class).isPresent()) {
        signalFailedWithKnownReason(cause);
      } else {
        request.signalFailedWithUnknownReason(cause);
      }
    }

    @Override
    public KafkaCommittable getCommittable() {
      return request.getCommittable();
    }

    @Override
    public int getNumberOfRetries() {
      return request.getNumberOfRetries();
    }

    @Override
    public void retryLater() {
      request.retryLater();
    }

    @Override
    public void updateAndRetryLater(KafkaCommittable committable) {
      request.updateAndRetryLater(committable);
    }

    @Override
    public void signalAlreadyCommitted() {
      request.signalAlreadyCommitted();
    }
  }
}
