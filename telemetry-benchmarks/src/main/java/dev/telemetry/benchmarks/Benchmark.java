package dev.telemetry.benchmarks;

import java.util.List;
import java.util.Optional;

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
   * Runs a case.
   *
   * @param name one of {@link #cases}
   * @param rounds how often and how long
   * @return its result; nothing, having said why, where it cannot run yet
   * @throws Exception as the measured code says
   */
  Optional<CaseResult> run(String name, Rounds rounds) throws Exception;
}
