package dev.telemetry.benchmarks;

import java.util.List;

/** A group of cases that run by one name. */
public interface Benchmark {

  /**
   * Its name on the command line.
   *
   * @return in lower case
   */
  String name();

  /**
   * All its cases.
   *
   * @return names in the order in which they run
   */
  List<String> cases();

  /**
   * Runs cases.
   *
   * @param cases names among {@link #cases}
   * @param rounds how often and how long
   * @return results of those that could run
   * @throws Exception as the measured code says
   */
  List<CaseResult> run(List<String> cases, Rounds rounds) throws Exception;
}
