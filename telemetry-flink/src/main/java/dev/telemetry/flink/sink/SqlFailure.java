package dev.telemetry.flink.sink;

import java.sql.SQLException;
import java.util.Set;

/**
 * What can be done about a failure of the database, by the classes of SQLSTATE that the SQL
 * standard and PostgreSQL (appendix "PostgreSQL Error Codes") define.
 */
enum SqlFailure {
  /** It passes: the server or the network is away, full, locked, or shutting down. */
  OUTAGE,
  /** A row's content is at fault, and will be for ever. */
  ROW,
  /** Somebody has to do something: a table or a right is missing, a password is wrong. */
  SETTING;

  /**
   * 08 connection, 40 rollback (deadlock, serialization), 53 resources (disk, memory, connections),
   * 55 not in the needed state (locks), 57 intervention (shutdown, crash, cancel), 58 system error.
   */
  private static final Set<String> OUTAGES = Set.of("08", "40", "53", "55", "57", "58");

  /**
   * 21 cardinality, 22 data, 23 constraint, 44 check option, 54 size limit, P0 raised by a trigger.
   */
  private static final Set<String> ROWS = Set.of("21", "22", "23", "44", "54", "P0");

  /** The server that was the primary has become a standby. */
  private static final String READ_ONLY = "25006";

  private static final int CLASS_LENGTH = 2;

  static SqlFailure of(SQLException failure) {
    String state = failure.getSQLState();
    if (state == null || state.length() < CLASS_LENGTH) {
      return SETTING;
    }
    String kind = state.substring(0, CLASS_LENGTH);
    if (OUTAGES.contains(kind) || state.equals(READ_ONLY)) {
      return OUTAGE;
    }
    return ROWS.contains(kind) ? ROW : SETTING;
  }
}
