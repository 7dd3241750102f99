package dev.telemetry.flink.detect;

import dev.telemetry.model.Anomaly;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The two outputs of {@link SilenceOfMachines}; {@code sensors().union(machines())} has all.
 *
 * @param sensors openings and closings of sensors that fell silent while their machine speaks
 * @param machines openings and closings of machines that fell silent as a whole, with the machine
 *     as the key
 */
public record SilenceStreams(
    SingleOutputStreamOperator<Anomaly> sensors, DataStream<Anomaly> machines) {}
