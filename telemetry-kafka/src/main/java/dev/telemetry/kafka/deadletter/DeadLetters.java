package dev.telemetry.kafka.deadletter;

import static java.util.Objects.requireNonNull;

import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.serde.Decoded;
import dev.telemetry.kafka.serde.RecordDecoder;
import dev.telemetry.topic.Topic;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dead letters of a topic of {@link dev.telemetry.model.Quarantined} or {@link
 * dev.telemetry.model.Rejected} records.
 *
 * <pre>{@code
 * DeadLetters letters = DeadLetters.of(Topics.QUARANTINE, kafka);
 * letters.forEach(letter -> letter.reason().endsWith("UnknownSchemaException"), System.out::println);
 * ReplayReport planned = letters.replay().dryRun(letter -> true);
 * ReplayReport done = letters.replay().run(letter -> true);
 * }</pre>
 *
 * <p>Reads what was there when it was asked, without a consumer group. A record of the topic that
 * is no dead letter is logged and passed over.
 */
public final class DeadLetters {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

  private final Topic<? extends SpecificRecord> topic;
  private final KafkaConnection connection;

  private DeadLetters(Topic<? extends SpecificRecord> topic, KafkaConnection connection) {
    this.topic = topic;
    this.connection = connection;
  }

  /**
   * The dead letters of a topic.
   *
   * @param topic of quarantined or rejected records
   * @param connection to Kafka and the registry
   * @return the dead letters; nothing is read yet
   */
  public static DeadLetters of(Topic<? extends SpecificRecord> topic, KafkaConnection connection) {
    if (!DeadLetterJson.isOfDeadLetters(topic.type())) {
      throw new IllegalArgumentException(
          "topic must hold Quarantined or Rejected records, was " + topic);
    }
    return new DeadLetters(topic, requireNonNull(connection, "connection"));
  }

  /**
   * Looks at dead letters, in the order of each partition.
   *
   * @param which of them
   * @param action what to do with each
   */
  public void forEach(Predicate<DeadLetter> which, Consumer<DeadLetter> action) {
    RecordDecoder<? extends SpecificRecord> decoder =
        RecordDecoder.of(topic, connection.schemaRegistry()).maxRecordBytes(topic.maxRecordBytes());
    TopicScan.read(
        connection,
        topic.name(),
        record -> {
          DeadLetter letter = letter(record, decoder.decode(record));
          if (letter != null && which.test(letter)) {
            action.accept(letter);
          }
        });
  }

  private static @Nullable DeadLetter letter(
      ConsumerRecord<byte[], byte[]> record, Decoded<? extends SpecificRecord> decoded) {
    String id = DeadLetter.position(record.topic(), record.partition(), record.offset());
    if (!decoded.isReadable()) {
      LOG.warn("{} is no dead letter: {}", id, decoded.quarantined().getErrorMessage());
      return null;
    }
    return new DeadLetter(id, Instant.ofEpochMilli(record.timestamp()), decoded.value());
  }

  /**
   * Writes dead letters into a file, to be repaired and put back by {@link Replay#run(Path)}: a
   * JSON object a line, in UTF-8. A quarantined record has its {@code key} and {@code value} in
   * Base64, a rejected one its {@code reading} as Avro writes it.
   *
   * @param which of them
   * @param file that is not there yet
   * @throws UncheckedIOException where it cannot be written
   */
  public void export(Predicate<DeadLetter> which, Path file) {
    try (PrintWriter to =
        new PrintWriter(Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW))) {
      forEach(which, letter -> to.println(DeadLetterJson.of(letter)));
      if (to.checkError()) {
        throw new IOException("the disk does not take it");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /**
   * Begins to put some of them back.
   *
   * @return what to say of it
   */
  public Replay replay() {
    return new Replay(this, connection, topic.name());
  }
}
