package dev.telemetry.kafka.registry;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** The registry did not give what was asked of it; {@link #kind()} tells why. */
public final class SchemaRegistryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why the registry did not give what was asked of it. */
  public enum Kind {
    /** No registry answered in time, or it said that it cannot now: asking again may help. */
    UNAVAILABLE,
    /** The registry does not know this id, subject or schema. */
    NOT_FOUND,
    /** The subject's compatibility rule refuses the schema. */
    INCOMPATIBLE,
    /** The registry refuses the credentials, or they may not do this. */
    UNAUTHORIZED,
    /** The registry refuses the request, or its answer cannot be used. */
    INVALID
  }

  private final Kind kind;

  /**
   * An exception.
   *
   * @param kind why
   * @param message what happened and what the user can do
   * @param cause what it came from, if anything
   */
  public SchemaRegistryException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = requireNonNull(kind, "kind");
  }

  SchemaRegistryException(Kind kind, String message) {
    this(kind, message, null);
  }

  /**
   * Why the registry did not give what was asked of it.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * Whether the same request may succeed later without anybody changing anything.
   *
   * @return true for {@link Kind#UNAVAILABLE}
   */
  public boolean retriable() {
    return kind == Kind.UNAVAILABLE;
  }
}
