package dev.telemetry.flink;

import dev.telemetry.flink.type.RecordTypeInfoFactory;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Flink's environment with the settings that a telemetry job should have. What you set yourself is
 * kept.
 *
 * <ul>
 *   <li>Generic types are off, so that nothing falls back to Kryo, and our records have their
 *       serializers.
 *   <li>Every operator needs a uid, so that a savepoint finds its state again; two of one name are
 *       refused.
 *   <li>A checkpoint every 10 s, exactly once.
 *   <li>Restarts back off from 1 s to 1 min: an outage of Kafka or a database is waited out.
 * </ul>
 */
public final class TelemetryEnvironment {
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);

  private TelemetryEnvironment() {}

  /**
   * The environment of the cluster that the job is submitted to, or a local one.
   *
   * @return Flink's own environment
   */
  public static StreamExecutionEnvironment create() {
    return create(new Configuration());
  }

  /**
   * The environment with settings of yours, which go before ours.
   *
   * @param yours any of Flink's settings
   * @return Flink's own environment
   */
  public static StreamExecutionEnvironment create(Configuration yours) {
    return StreamExecutionEnvironment.getExecutionEnvironment(configuration(yours, List.of()));
  }

  /**
   * The settings alone, for those who make their environment themselves. Also registers the type
   * information of the records with Flink, in this JVM.
   *
   * @param yours any of Flink's settings; they go before ours
   * @param records generated Avro classes of your own that get our serializers too
   * @return a new configuration
   */
  public static Configuration configuration(
      Configuration yours, List<Class<? extends SpecificRecord>> records) {
    RecordTypeInfoFactory.register(records);
    Configuration settings = new Configuration();
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
    settings.set(
        CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY,
        RestartStrategyOptions.RestartStrategyType.EXPONENTIAL_DELAY.getMainValue());
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofSeconds(1));
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        Duration.ofMinutes(1));
    settings.addAll(yours);
    return settings;
  }
}
