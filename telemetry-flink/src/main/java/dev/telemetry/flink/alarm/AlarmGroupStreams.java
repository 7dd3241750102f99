package dev.telemetry.flink.alarm;

import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmSummary;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The two outputs of {@link AlarmGroups}.
 *
 * @param alarms what is let through
 * @param summaries one for each group and interval in which something was held back
 */
public record AlarmGroupStreams(
    SingleOutputStreamOperator<Alarm> alarms, DataStream<AlarmSummary> summaries) {}
