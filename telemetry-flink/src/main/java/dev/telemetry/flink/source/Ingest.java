package dev.telemetry.flink.source;

import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * What comes out of a topic; every record read is in exactly one of the three.
 *
 * @param readings decoded, with timestamps and watermarks
 * @param quarantined what did not decode, whole, with the error; also records ahead of time that
 *     are no sensor readings
 * @param rejected readings ahead of time, whole, with the reason
 * @param <T> the records of the topic
 */
public record Ingest<T>(
    SingleOutputStreamOperator<T> readings,
    DataStream<Quarantined> quarantined,
    DataStream<Rejected> rejected) {}
