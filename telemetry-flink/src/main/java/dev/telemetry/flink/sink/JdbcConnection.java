package dev.telemetry.flink.sink;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/** Where a database is. Immutable; prints without its password. */
public final class JdbcConnection implements Serializable {
  private static final long serialVersionUID = 1;

  private final String url;
  private final String user;
  private final String password;

  private JdbcConnection(String url, String user, String password) {
    this.url = url;
    this.user = user;
    this.password = password;
  }

  /**
   * A database by its address.
   *
   * @param url {@code jdbc:postgresql://host:5432/database}, without a password in it
   * @param user to log in as
   * @param password of the user
   * @return the connection
   */
  public static JdbcConnection to(String url, String user, String password) {
    requireNonNull(url, "url");
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException("url must start with jdbc:postgresql:");
    }
    if (url.contains("password=") || url.matches("jdbc:postgresql://[^/?]*@.*")) {
      throw new IllegalArgumentException(
          "the password must not stand in the url, where it would be logged");
    }
    if (url.contains("reWriteBatchedInserts=true")) {
      throw new IllegalArgumentException(
          "reWriteBatchedInserts must be off: a batch may hold two records of one row");
    }
    return new JdbcConnection(
        url, requireNonNull(user, "user"), requireNonNull(password, "password"));
  }

  /**
   * The address.
   *
   * @return the JDBC url
   */
  public String url() {
    return url;
  }

  String user() {
    return user;
  }

  String password() {
    return password;
  }

  @Override
  public String toString() {
    return url + " as " + user;
  }
}
