package dev.telemetry.kafka;

import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What happened, in Kafka's words, and what a user can do about it; never a secret. */
final class Advice {
  private Advice() {}

  static String on(Throwable error) {
    return said(error) + "; " + remedy(error);
  }

  private static String remedy(Throwable error) {
    if (error instanceof SaslAuthenticationException) {
      return "check user, password and mechanism of sasl(...)";
    }
    if (error instanceof SslAuthenticationException) {
      return "check that the host name is the one in the broker's certificate, that tls(...) trusts"
          + " who signed it, and keyStore(...) where the broker asks for a certificate";
    }
    if (error instanceof AuthorizationException) {
      return "give the user the rights that Acls lists";
    }
    return error instanceof TimeoutException
        ? "check that the broker can be reached and speaks this security protocol on this port"
        : "check that the broker can be reached and lets us do it";
  }

  /** With the innermost reason, as "SSL handshake failed" alone says little. */
  private static @Nullable String said(Throwable error) {
    Throwable innermost = error;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    return innermost == error || !(error instanceof SslAuthenticationException)
        ? error.getMessage()
        : error.getMessage() + ": " + innermost.getMessage();
  }
}
