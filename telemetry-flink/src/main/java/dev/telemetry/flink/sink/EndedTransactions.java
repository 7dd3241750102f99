package dev.telemetry.flink.sink;

import dev.telemetry.kafka.KafkaConnection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker how a transaction ended. A committer that commits again after a crash is told
 * that it is fenced, be the transaction committed or not: with transactions of version 2 (KIP-890)
 * the broker raises the epoch at each end, and a producer that resumed a transaction may begin the
 * next epoch as soon as it has committed. That leaves an empty transaction one epoch on; one that
 * the broker ended itself is not empty, or two epochs on, since fencing it takes an epoch too.
 */
class EndedTransactions {
  private static final Logger LOG = LoggerFactory.getLogger(EndedTransactions.class);
  private static final long ANSWER_SECONDS = 30;

  private final KafkaConnection connection;

  EndedTransactions(KafkaConnection connection) {
    this.connection = connection;
  }

  /** Whether the broker says that it was committed; no, where it does not know any more. */
  boolean committed(KafkaCommittable transaction) throws InterruptedException {
    String id = transaction.getTransactionalId();
    try (Admin admin = Admin.create(connection.clientProperties())) {
      return committed(
          transaction,
          admin
              .describeTransactions(List.of(id))
              .description(id)
              .get(ANSWER_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the broker does not say how the transaction {} ended", id, e);
      return false;
    }
  }

  private static boolean committed(
      KafkaCommittable transaction, TransactionDescription description) {
    int epochs = description.producerEpoch() - transaction.getEpoch();
    boolean same =
        description.producerId() == transaction.getProducerId() && epochs >= 0 && epochs <= 1;
    return same
        && switch (description.state()) {
          case PREPARE_COMMIT, COMPLETE_COMMIT -> true;
          case EMPTY -> epochs == 1;
          default -> false;
        };
  }
}
