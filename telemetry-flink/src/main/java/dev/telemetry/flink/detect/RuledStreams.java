package dev.telemetry.flink.detect;

import dev.telemetry.model.Anomaly;
import dev.telemetry.model.RuleRejection;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * What comes out of detection by rules.
 *
 * @param anomalies the edges of episodes
 * @param shadows those that rules in shadow found: for comparison, nobody is to be alarmed
 * @param late records that came behind the watermark, whole; no detector saw them
 * @param rejectedRules rules that were not taken into force, whole, with the reason
 * @param <T> the records
 */
public record RuledStreams<T>(
    SingleOutputStreamOperator<Anomaly> anomalies,
    DataStream<Anomaly> shadows,
    DataStream<T> late,
    DataStream<RuleRejection> rejectedRules) {}
