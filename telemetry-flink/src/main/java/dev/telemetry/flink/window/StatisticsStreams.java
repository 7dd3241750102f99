package dev.telemetry.flink.window;

import dev.telemetry.model.WindowStatistics;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The two outputs of windowed statistics.
 *
 * @param results one for each key and window with data, and one more for each correction
 * @param late records whose windows had all closed for good, whole
 * @param <T> the records
 */
public record StatisticsStreams<T>(
    SingleOutputStreamOperator<WindowStatistics> results, DataStream<T> late) {}
