package dev.telemetry.flink.upgrade;

import dev.telemetry.flink.upgrade.UpgradeFinding.Kind;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a job would make of a savepoint.
 *
 * @param savepoint its path
 * @param findings in the order of {@link Kind}, each by operator
 */
public record UpgradeReport(String savepoint, List<UpgradeFinding> findings) {

  /**
   * Whether the job starts from the savepoint and takes all of its state.
   *
   * @return true where there are no problems
   */
  public boolean isSafe() {
    return problems().isEmpty();
  }

  /**
   * What must be put right before: state that is lost and state that is incompatible.
   *
   * @return the findings, empty for a safe upgrade
   */
  public List<UpgradeFinding> problems() {
    return findings.stream().filter(UpgradeFinding::isProblem).toList();
  }

  /**
   * State of the savepoint that no operator of the job takes.
   *
   * @return the uids, or what else the savepoint knows of the operators
   */
  public List<String> lost() {
    return operators(Kind.LOST);
  }

  /**
   * Operators whose state Flink would refuse to restore.
   *
   * @return the uids
   */
  public List<String> incompatible() {
    return operators(Kind.INCOMPATIBLE);
  }

  /**
   * Operators that are not in the savepoint.
   *
   * @return the uids
   */
  public List<String> fresh() {
    return operators(Kind.FRESH);
  }

  /**
   * Operators without a uid.
   *
   * @return the names
   */
  public List<String> unnamed() {
    return operators(Kind.UNNAMED);
  }

  private List<String> operators(Kind kind) {
    return findings.stream()
        .filter(finding -> finding.kind() == kind)
        .map(UpgradeFinding::operator)
        .distinct()
        .toList();
  }

  /** All of it in plain sentences, a line each. */
  @Override
  public String toString() {
    String verdict =
        isSafe() ? "all state of it is restored" : problems().size() + " to put right before";
    return findings.stream()
        .map(finding -> "\n  " + finding)
        .collect(Collectors.joining("", "savepoint " + savepoint + ": " + verdict, ""));
  }
}
