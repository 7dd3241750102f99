package dev.telemetry.flink.alarm;

import dev.telemetry.model.AlarmCommand;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/** Commands come when they like: their stream is always idle and never holds event time back. */
final class CommandTimes implements WatermarkGenerator<AlarmCommand> {
  static WatermarkStrategy<AlarmCommand> strategy() {
    return WatermarkStrategy.<AlarmCommand>forGenerator(context -> new CommandTimes())
        .withTimestampAssigner((command, before) -> command.getAt().toEpochMilli());
  }

  @Override
  public void onEvent(AlarmCommand command, long timeMillis, WatermarkOutput output) {
    output.markIdle();
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    output.markIdle();
  }
}
