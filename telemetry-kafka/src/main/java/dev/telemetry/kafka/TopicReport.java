package dev.telemetry.kafka;

import java.util.List;

/**
 * What was done to topics.
 *
 * @param created the names of those that were missing
 * @param grown the names of those that got more partitions
 * @param unchanged the names of those that were as wanted
 */
public record TopicReport(List<String> created, List<String> grown, List<String> unchanged) {}
