package dev.telemetry.benchmarks;

import java.util.Map;

/**
 * A case of a benchmark, in the form in which it is written.
 *
 * @param name of the case
 * @param parameters what was run
 * @param eventsPerSecond medians by contestant
 * @param cpuNanosPerEvent medians by contestant
 * @param ratio of ours to each peer, by rate: the median of the rounds' own
 * @param spread by contestant: largest less smallest rate, divided by the median
 */
public record CaseResult(
    String name,
    Map<String, Object> parameters,
    Map<String, Double> eventsPerSecond,
    Map<String, Double> cpuNanosPerEvent,
    Map<String, Double> ratio,
    Map<String, Double> spread) {}
