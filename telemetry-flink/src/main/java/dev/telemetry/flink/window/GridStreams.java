package dev.telemetry.flink.window;

import dev.telemetry.model.GridPoint;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The two outputs of {@link Resample}.
 *
 * @param points one for each key and point of the grid, with the point as its timestamp
 * @param late records behind the watermark, whole
 * @param <T> the records
 */
public record GridStreams<T>(SingleOutputStreamOperator<GridPoint> points, DataStream<T> late) {}
