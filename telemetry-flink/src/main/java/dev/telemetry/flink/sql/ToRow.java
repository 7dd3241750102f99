package dev.telemetry.flink.sql;

import java.util.List;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;

/** A record as a row of its columns. */
final class ToRow<T> implements MapFunction<T, Row> {
  private static final long serialVersionUID = 1;

  private final RowKind kind;
  private final Column.ValueOf<T>[] values;

  @SuppressWarnings(
      "unchecked") // an array, because a lambda in a list would not say it is serializable
  ToRow(RowKind kind, List<Column<T>> columns) {
    this.kind = kind;
    this.values = columns.stream().map(Column::value).toArray(Column.ValueOf[]::new);
  }

  @Override
  public Row map(T element) {
    Row row = new Row(kind, values.length);
    for (int i = 0; i < values.length; i++) {
      row.setField(i, values[i].apply(element));
    }
    return row;
  }
}
