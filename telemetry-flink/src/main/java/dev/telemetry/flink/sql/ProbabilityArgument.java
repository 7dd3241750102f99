package dev.telemetry.flink.sql;

import java.util.Optional;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.functions.FunctionDefinition;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.ArgumentTypeStrategy;
import org.apache.flink.table.types.inference.CallContext;
import org.apache.flink.table.types.inference.Signature;

/** Refuses a literal that is no probability when the query is planned: 95 is meant as 0.95. */
final class ProbabilityArgument implements ArgumentTypeStrategy {
  @Override
  public Optional<DataType> inferArgumentType(
      CallContext call, int position, boolean throwOnFailure) {
    if (isLiteral(call, position)) {
      Optional<Number> literal = call.getArgumentValue(position, Number.class);
      if (literal.isEmpty() || !isProbability(literal.get().doubleValue())) {
        return call.fail(
            throwOnFailure,
            "probability must be from 0 to 1, was %s",
            literal.map(Object::toString).orElse("no number"));
      }
    }
    return Optional.of(DataTypes.DOUBLE());
  }

  private static boolean isLiteral(CallContext call, int position) {
    try {
      return call.isArgumentLiteral(position);
    } catch (UnsupportedOperationException alreadyPlanned) {
      // Flink asks once more for the types of aggregates when their literals have become columns.
      return false;
    }
  }

  static boolean isProbability(double value) {
    return value >= 0 && value <= 1;
  }

  @Override
  public Signature.Argument getExpectedArgument(FunctionDefinition function, int position) {
    return Signature.Argument.of("probability", "DOUBLE");
  }
}
