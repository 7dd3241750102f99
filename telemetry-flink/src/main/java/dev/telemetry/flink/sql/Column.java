package dev.telemetry.flink.sql;

import java.io.Serializable;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.DataType;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table, and how a record fills it.
 *
 * @param name in SQL
 * @param type in SQL
 * @param javaType how the value crosses Flink before it becomes SQL's own form
 * @param value takes the value from a record
 * @param <T> the records
 */
record Column<T>(String name, DataType type, TypeInformation<?> javaType, ValueOf<T> value) {
  private static final int MILLISECONDS = 3;

  /** Takes a value of a column's Java type from a record. */
  @FunctionalInterface
  interface ValueOf<T> extends Function<T, @Nullable Object>, Serializable {}

  static <T> Column<T> text(String name, ValueOf<T> value) {
    return new Column<>(name, DataTypes.STRING().notNull(), Types.STRING, value);
  }

  static <T> Column<T> time(String name, ValueOf<T> value) {
    DataType type = DataTypes.TIMESTAMP_LTZ(MILLISECONDS).notNull().bridgedTo(Instant.class);
    return new Column<>(name, type, Types.INSTANT, value);
  }

  static <T> Column<T> decimal(String name, ValueOf<T> value) {
    return new Column<>(name, DataTypes.DOUBLE().notNull(), Types.DOUBLE, value);
  }

  static <T> Column<T> whole(String name, ValueOf<T> value) {
    return new Column<>(name, DataTypes.BIGINT().notNull(), Types.LONG, value);
  }

  static <T> Column<T> small(String name, ValueOf<T> value) {
    return new Column<>(name, DataTypes.INT().notNull(), Types.INT, value);
  }

  static <T> Column<T> texts(String name, ValueOf<T> value) {
    DataType text = DataTypes.STRING().notNull();
    return new Column<>(
        name,
        DataTypes.MAP(text, text).notNull().bridgedTo(Map.class),
        Types.MAP(Types.STRING, Types.STRING),
        value);
  }

  Column<T> orNull() {
    return new Column<>(name, type.nullable(), javaType, value);
  }
}
