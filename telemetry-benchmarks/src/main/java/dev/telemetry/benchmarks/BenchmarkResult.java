package dev.telemetry.benchmarks;

import java.util.List;
import java.util.Map;

/**
 * A benchmark, in the form in which it is written.
 *
 * @param benchmark its name
 * @param machine where and when it ran
 * @param cases in the order in which they ran
 */
public record BenchmarkResult(
    String benchmark, Map<String, Object> machine, List<CaseResult> cases) {}
