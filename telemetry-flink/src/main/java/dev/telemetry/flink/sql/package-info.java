/**
 * Streams of readings and results as tables, and the statistics as functions of Flink SQL.
 *
 * <pre>{@code
 * StreamTableEnvironment tables = StreamTableEnvironment.create(env);
 * TelemetryFunctions.register(tables);
 * TelemetryTables.readings(tables, "readings", readings);
 * Table minutes = tables.sqlQuery("""
 *     SELECT sensor_id, window_end, s.mean, s.maximum
 *     FROM (SELECT sensor_id, window_end, TELEMETRY_STATISTICS(measured_value, event_time) AS s
 *           FROM HOP(TABLE readings, DESCRIPTOR(event_time),
 *                    INTERVAL '10' SECOND, INTERVAL '1' MINUTE)
 *           WHERE quality <> 'BAD'
 *           GROUP BY sensor_id, window_start, window_end)
 *     """);
 * }</pre>
 *
 * <p>Columns have the names of the records' fields in snake_case, but for those that would have to
 * be quoted everywhere, as they are reserved words of SQL, or that would clash with the columns
 * that SQL's own windows add: {@code value} is {@code measured_value}, {@code count} is {@code
 * value_count}, {@code min} and {@code max} are {@code minimum} and {@code maximum}, {@code sum} is
 * {@code total}, {@code windowStart} and {@code windowEnd} are {@code start_time} and {@code
 * end_time}.
 *
 * <p>SQL's windows begin at local times of the session: where those of a day or of some hours are
 * to be the ones of {@code WindowedStatistics}, set {@code table.local-time-zone} to {@code UTC}.
 *
 * <p>This package alone needs {@code flink-table-api-java-bridge} to compile against, which is not
 * brought along, and a planner and {@code flink-table-runtime} to run, which Flink's distribution
 * has in its {@code lib} folder. Without them its classes fail to load with a {@code
 * NoClassDefFoundError} that names {@code org/apache/flink/table}; all other packages work without.
 */
@NullMarked
package dev.telemetry.flink.sql;

import org.jspecify.annotations.NullMarked;
