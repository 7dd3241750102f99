package dev.telemetry.flink.quality;

import dev.telemetry.model.Rejected;
import dev.telemetry.model.SensorReading;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The two outputs of a gate.
 *
 * @param accepted readings that keep the data contract
 * @param rejected readings that break it, whole, with the reason
 */
public record Gated(
    SingleOutputStreamOperator<SensorReading> accepted, DataStream<Rejected> rejected) {}
