package dev.telemetry.testkit;

import dev.telemetry.model.Anomaly;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.assertj.core.api.Condition;

/** Holds what was emitted against what was expected, and words the difference. */
record Expectations<T>(List<? extends Condition<? super T>> conditions) {

  static <T> Expectations<T> equalTo(T[] values) {
    return new Expectations<>(
        Arrays.stream(values)
            .map(
                value ->
                    new Condition<T>(actual -> Records.same(value, actual), "%s", describe(value)))
            .toList());
  }

  void check(String output, List<T> emitted) {
    boolean met = emitted.size() == conditions.size();
    for (int i = 0; met && i < emitted.size(); i++) {
      met = conditions.get(i).matches(emitted.get(i));
    }
    if (!met) {
      throw new AssertionError(message(output, emitted));
    }
  }

  private String message(String output, List<T> emitted) {
    return "expected on "
        + output
        + lines(conditions.size(), i -> conditions.get(i).toString())
        + "\nbut was"
        + lines(emitted.size(), i -> describe(emitted.get(i)) + remark(i, emitted.get(i)));
  }

  private String remark(int index, T value) {
    if (index >= conditions.size()) {
      return "   <- not expected";
    }
    return conditions.get(index).matches(value) ? "" : "   <- differs";
  }

  private static String lines(int count, IntFunction<String> line) {
    if (count == 0) {
      return "\n  nothing";
    }
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines.append("\n  ").append(i + 1).append(". ").append(line.apply(i));
    }
    return lines.toString();
  }

  private static String describe(Object value) {
    return value instanceof Anomaly anomaly
        ? AnomalyMatchers.describe(anomaly)
        : String.valueOf(value);
  }
}
