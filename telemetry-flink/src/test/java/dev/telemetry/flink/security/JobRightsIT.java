package dev.telemetry.flink.security;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.telemetry.flink.TestJob;
import dev.telemetry.kafka.Acls;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that reads and writes exactly once, with the rights that {@link Acls} names for it. */
class JobRightsIT {
  @TempDir Path folder;
  private final KafkaConnection limited = SecuredStack.as("monitoring");
  private Topic<SensorReading> in;
  private Topic<SensorReading> out;

  @BeforeEach
  void sendOne() {
    in = SecuredStack.created(Topics.READINGS);
    out = SecuredStack.created(Topics.READINGS);
    SecretsIT.send(SecuredStack.as("admin"), in);
  }

  @Test
  void areEnough() throws Exception {
    onlyRights(rights().exactlyOnce("secrets").bindings());
    run();
  }

  @Test
  void areNotEnoughForTheTransactionsOfAnotherJob() throws Exception {
    onlyRights(rights().exactlyOnce("secrets-too").bindings());
    assertThatThrownBy(this::run)
        .hasStackTraceContaining(TransactionalIdAuthorizationException.class.getName());
  }

  private Acls rights() {
    return Acls.of("User:monitoring").reads("secrets", in).writes(out);
  }

  private void run() throws Exception {
    Configuration noRestart = new Configuration();
    noRestart.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    StreamExecutionEnvironment env = TestJob.in(folder, noRestart).environment(1);
    SecretsIT.wire(env, limited, in, out);
    env.execute();
  }

  private static void onlyRights(List<AclBinding> rights) throws Exception {
    try (Admin admin = Admin.create(SecuredStack.as("admin").clientProperties())) {
      admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get();
      admin.createAcls(rights).all().get();
      await()
          .until(
              () -> Set.copyOf(admin.describeAcls(AclBindingFilter.ANY).values().get()),
              Set.copyOf(rights)::equals);
    }
  }
}
