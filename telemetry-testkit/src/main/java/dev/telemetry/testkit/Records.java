package dev.telemetry.testkit;

import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Equality of records for tests: Avro finds that a record with NaN is not equal to itself. */
final class Records {
  private Records() {}

  static boolean same(@Nullable Object expected, @Nullable Object actual) {
    if (expected instanceof SpecificRecord left && actual instanceof SpecificRecord right) {
      return left.equals(right) || sameFields(left, right);
    }
    return Objects.deepEquals(expected, actual);
  }

  private static boolean sameFields(SpecificRecord left, SpecificRecord right) {
    return left.getSchema().equals(right.getSchema())
        && left.getSchema().getFields().stream()
            .allMatch(field -> same(left.get(field.pos()), right.get(field.pos())));
  }
}
