package dev.telemetry.flink.sql;

import org.apache.flink.table.api.TableEnvironment;

/**
 * The functions of this package under their names in SQL.
 *
 * <p>In pure SQL each is registered by its class: {@code CREATE FUNCTION TELEMETRY_STATISTICS AS
 * 'dev.telemetry.flink.sql.TelemetryStatistics'}.
 */
public final class TelemetryFunctions {
  /** The name of {@link TelemetryStatistics}. */
  public static final String STATISTICS = "TELEMETRY_STATISTICS";

  /** The name of {@link TelemetryQuantile}. */
  public static final String QUANTILE = "TELEMETRY_QUANTILE";

  private TelemetryFunctions() {}

  /**
   * Makes the functions known for the session, in every catalog and database. Names of functions
   * are told apart without regard to case.
   *
   * @param tables the environment whose SQL is to know them; one that does already stays as it is
   */
  public static void register(TableEnvironment tables) {
    tables.createTemporarySystemFunction(STATISTICS, TelemetryStatistics.class);
    tables.createTemporarySystemFunction(QUANTILE, TelemetryQuantile.class);
  }
}
