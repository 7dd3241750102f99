package dev.telemetry.flink.sink;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * Fails a job for good, without a restart: a transaction that a checkpoint counts on was ended by
 * the broker, and no restart from that checkpoint brings its records back.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class TransactionLostException extends FlinkRuntimeException {
  private static final long serialVersionUID = 1;

  TransactionLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
