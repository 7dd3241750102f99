package dev.telemetry.flink.alarm;

import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmCommandRejection;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The two outputs of {@link Alarms}.
 *
 * @param alarms each change of an alarm; the highest revision of an id is its current state
 * @param rejectedCommands commands that changed nothing, whole, with the reason
 */
public record AlarmStreams(
    SingleOutputStreamOperator<Alarm> alarms, DataStream<AlarmCommandRejection> rejectedCommands) {}
