package dev.telemetry.flink.upgrade;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * Compares a job that was built, but not started, with a savepoint or retained checkpoint of its
 * earlier version, and says what would be lost.
 *
 * <pre>{@code
 * UpgradeReport report = UpgradeCheck.of(env).against("s3://plant/savepoints/savepoint-4711");
 * assertThat(report.problems()).isEmpty(); // in a test of the job
 *
 * if (args.length == 2 && args[0].equals("--check-savepoint")) { // in its main
 *   LOG.info("{}", UpgradeCheck.of(env).against(args[1]));
 * } else {
 *   env.execute();
 * }
 * }</pre>
 *
 * <p>By the savepoint's metadata and the job's graph: operators whose state nobody takes (removed,
 * or with another uid), operators that start empty, operators without a uid, a max parallelism or a
 * parallelism that Flink would refuse, and serializers that cannot be read here, because their
 * class is gone or a later version wrote them. Sources and sinks are among them.
 *
 * <p>Then the operators themselves are rehearsed unless {@link #metadataOnly} is said: each one
 * that has state, but for sources and sinks, is opened in a small Flink in this JVM, in one subtask
 * and on the job's state backend, with its state and without. So whether its serializers take what
 * others wrote is decided by the very code that will decide it later, and states that it does not
 * declare any more are found. No record is read or written, no timer fires, the savepoint is not
 * changed, nothing is left behind.
 *
 * <p>Limits: the rehearsal loads the state of one operator after the other into this JVM or its
 * state backend's folder; what an operator does in {@code open} it does here too. A state that is
 * declared later than in {@code open} counts as not declared; a change of what the numbers mean
 * stays unseen. That a source's splits or a sink's transactions can be read is not tried. It goes
 * by what is inside of Flink 2.2: check with the Flink that the job will run on.
 */
public final class UpgradeCheck {
  private final StreamExecutionEnvironment env;
  private final boolean rehearses;

  private UpgradeCheck(StreamExecutionEnvironment env, boolean rehearses) {
    this.env = env;
    this.rehearses = rehearses;
  }

  /**
   * A check of a job.
   *
   * @param env with the whole job; it can be executed afterwards
   * @return the check
   */
  public static UpgradeCheck of(StreamExecutionEnvironment env) {
    return new UpgradeCheck(requireNonNull(env, "env"), true);
  }

  /**
   * Leaves the rehearsal out, for state that is too large to be loaded here.
   *
   * @return a check by the metadata alone
   */
  public UpgradeCheck metadataOnly() {
    return new UpgradeCheck(env, false);
  }

  /**
   * Compares with a savepoint.
   *
   * @param savepoint its path, as {@code flink run --fromSavepoint} takes it
   * @return what would happen
   * @throws IOException when the savepoint cannot be read, or this JVM cannot start a small Flink
   */
  public UpgradeReport against(String savepoint) throws IOException {
    ClassLoader classes = Thread.currentThread().getContextClassLoader();
    StreamGraph graph = env.getStreamGraph(false);
    Comparison comparison = new Comparison(graph, SavedOperator.allOf(savepoint, classes));
    List<UpgradeFinding> findings = new ArrayList<>(comparison.findings());
    if (rehearses) {
      findings.addAll(new Rehearsal(graph, savepoint, classes).findings(comparison.restorable()));
    }
    findings.sort(
        Comparator.comparing(UpgradeFinding::kind).thenComparing(UpgradeFinding::operator));
    return new UpgradeReport(savepoint, List.copyOf(findings));
  }
}
