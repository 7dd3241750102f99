package dev.telemetry.flink.quality;

import dev.telemetry.model.Loss;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.SensorReading;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * What comes out of a filter by origin.
 *
 * @param accepted readings that came for the first time
 * @param rejected readings that came before, whole, with the reason
 * @param losses what devices sent and did not come
 */
public record OnceStreams(
    SingleOutputStreamOperator<SensorReading> accepted,
    DataStream<Rejected> rejected,
    DataStream<Loss> losses) {}
