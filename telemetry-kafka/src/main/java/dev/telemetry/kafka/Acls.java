package dev.telemetry.kafka;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.PatternType.LITERAL;
import static org.apache.kafka.common.resource.PatternType.PREFIXED;
import static org.apache.kafka.common.resource.ResourceType.CLUSTER;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.apache.kafka.common.resource.ResourceType.TRANSACTIONAL_ID;

import dev.telemetry.topic.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The rights that a job or a gateway needs in Kafka: these, and none besides. Immutable: each step
 * returns a new list.
 *
 * <pre>{@code
 * Acls rights = Acls.of("User:monitoring")
 *     .reads("monitoring", Topics.READINGS)
 *     .writes(Topics.ANOMALIES, Topics.QUARANTINE)
 *     .exactlyOnce("monitoring");
 * admin.createAcls(rights.bindings());
 * rights.commands("broker:9093").forEach(System.out::println);
 * }</pre>
 *
 * <p>For brokers from 2.8 on, where who may write a topic may also write it idempotently. From any
 * host; deny rules of yours go before.
 */
public final class Acls {
  private static final String ANY_HOST = "*";
  private static final String THE_CLUSTER = "kafka-cluster";

  private final String principal;
  private final Set<AclBinding> granted;

  private Acls(String principal, Set<AclBinding> granted) {
    this.principal = principal;
    this.granted = granted;
  }

  /**
   * No rights yet.
   *
   * @param principal whom they are for, as the broker names it: {@code User:name} for a user by
   *     password, {@code User:CN=name} for one by certificate unless the broker shortens it
   * @return the empty list
   */
  public static Acls of(String principal) {
    if (!principal.matches("\\w+:[^']+")) {
      throw new IllegalArgumentException(
          "principal must look like User:name, was \"" + principal + "\"");
    }
    return new Acls(principal, Set.of());
  }

  /**
   * For {@link TelemetryConsumer} in a group, and Flink's source.
   *
   * @param group of consumers
   * @param topics that are read
   * @return the longer list
   */
  public Acls reads(String group, Topic<?>... topics) {
    return with(Stream.of(literal(GROUP, group, READ))).reads(topics);
  }

  /**
   * For {@link TelemetryConsumer#from everyPartition}, and sources that belong to no group.
   *
   * @param topics that are read
   * @return the longer list
   */
  public Acls reads(Topic<?>... topics) {
    return with(Arrays.stream(topics).map(topic -> literal(TOPIC, topic.name(), READ)));
  }

  /**
   * For {@link TelemetryProducer}, and Flink's sink.
   *
   * @param topics that are written
   * @return the longer list
   */
  public Acls writes(Topic<?>... topics) {
    return with(Arrays.stream(topics).map(topic -> literal(TOPIC, topic.name(), WRITE)));
  }

  /**
   * For sinks that write exactly once in the environment {@code default}, besides {@link #writes}.
   *
   * @param job as the sinks name it
   * @return the longer list
   */
  public Acls exactlyOnce(String job) {
    return exactlyOnce("default", job);
  }

  /**
   * For sinks that write exactly once, besides {@link #writes}: transactions, and to look at how
   * long the broker lets them be.
   *
   * @param environment as the sinks name it
   * @param job as the sinks name it
   * @return the longer list
   */
  public Acls exactlyOnce(String environment, String job) {
    // the sinks of one job share this beginning, and no other job has it
    String ids = environment + "/" + job + "/";
    return with(
        Stream.of(
            binding(new ResourcePattern(TRANSACTIONAL_ID, ids, PREFIXED), WRITE),
            literal(CLUSTER, THE_CLUSTER, DESCRIBE_CONFIGS)));
  }

  /**
   * For {@link TopicAdmin#ensure} without {@code allowMorePartitions}.
   *
   * @param topics that are created where they are missing, and checked
   * @return the longer list
   */
  public Acls ensures(Topic<?>... topics) {
    return with(
        Arrays.stream(topics)
            .flatMap(
                topic ->
                    Stream.of(DESCRIBE, DESCRIBE_CONFIGS, CREATE)
                        .map(operation -> literal(TOPIC, topic.name(), operation))));
  }

  private Acls with(Stream<AclBinding> more) {
    Set<AclBinding> all = new LinkedHashSet<>(granted);
    more.forEach(all::add);
    return new Acls(principal, all);
  }

  private AclBinding literal(ResourceType type, String name, AclOperation operation) {
    return binding(new ResourcePattern(type, name, LITERAL), operation);
  }

  private AclBinding binding(ResourcePattern resource, AclOperation operation) {
    return new AclBinding(
        resource, new AccessControlEntry(principal, ANY_HOST, operation, AclPermissionType.ALLOW));
  }

  /**
   * The rights, in Kafka's own type, for {@code Admin.createAcls}.
   *
   * @return each once
   */
  public List<AclBinding> bindings() {
    return granted.stream().filter(binding -> !isImplied(binding)).toList();
  }

  /** Who may read or write may describe. */
  private boolean isImplied(AclBinding binding) {
    return binding.entry().operation() == DESCRIBE
        && Stream.of(READ, WRITE)
            .map(operation -> binding(binding.pattern(), operation))
            .anyMatch(granted::contains);
  }

  /**
   * The rights as commands for a shell, one for each.
   *
   * @param bootstrapServers host:port of the cluster
   * @return commands that read the administrator's connection from {@code admin.properties}
   */
  public List<String> commands(String bootstrapServers) {
    String command =
        "kafka-acls --bootstrap-server %s --command-config admin.properties --add"
            .formatted(bootstrapServers);
    return bindings().stream().map(binding -> command + arguments(binding)).toList();
  }

  private static String arguments(AclBinding binding) {
    List<String> words = new ArrayList<>();
    words.add(" --allow-principal '" + binding.entry().principal() + "'");
    words.add("--operation " + camelCase(binding.entry().operation()));
    ResourcePattern resource = binding.pattern();
    String type = resource.resourceType().name().toLowerCase(Locale.ROOT).replace('_', '-');
    words.add(
        resource.resourceType() == CLUSTER
            ? "--cluster"
            : "--" + type + " '" + resource.name() + "'");
    if (resource.patternType() == PREFIXED) {
      words.add("--resource-pattern-type prefixed");
    }
    return String.join(" ", words);
  }

  private static String camelCase(AclOperation operation) {
    return Arrays.stream(operation.name().split("_"))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }

  /** The principal and its rights, one a line. */
  @Override
  public String toString() {
    return bindings().stream()
        .map(
            binding ->
                "%s %s on %s"
                    .formatted(principal, binding.entry().operation(), binding.pattern().name()))
        .collect(Collectors.joining("\n"));
  }
}
