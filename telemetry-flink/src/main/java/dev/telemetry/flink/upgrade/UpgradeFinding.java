package dev.telemetry.flink.upgrade;

/**
 * One thing that changes between a savepoint and a job.
 *
 * @param kind of change
 * @param operator its uid, else its name, else the hash that the savepoint knows it by
 * @param explanation what happens, without the operator
 */
public record UpgradeFinding(Kind kind, String operator, String explanation) {

  /** What becomes of an operator's state. */
  public enum Kind {
    /** The savepoint holds state that no operator of the job takes. */
    LOST(true),
    /** The operator is in both, and Flink would refuse to restore it. */
    INCOMPATIBLE(true),
    /** The operator is not in the savepoint, and starts empty. */
    FRESH(false),
    /** The operator has no uid, so that a later change of the job may lose its state. */
    UNNAMED(false);

    private final boolean problem;

    Kind(boolean problem) {
      this.problem = problem;
    }
  }

  /**
   * Whether the upgrade loses state or does not start.
   *
   * @return true where somebody must act before
   */
  public boolean isProblem() {
    return kind.problem;
  }

  /** A line for people. */
  @Override
  public String toString() {
    return kind + " " + operator + ": " + explanation;
  }
}
