package dev.telemetry.kafka.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.deadletter.DeadLetterJson.Line;
import dev.telemetry.kafka.serde.TelemetryAvroSerializer;
import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts dead letters back: each once, never in a loop, and only where it came from or to a topic
 * that is said.
 *
 * <ul>
 *   <li>A dead letter is put back once, however often and with whatever filter a replay runs, and
 *       whenever it is killed: what was put back is noted, in the same transaction, in the topic of
 *       the dead letters with {@code .replays} behind its name, which is created. A consumer that
 *       reads committed records, as {@code TelemetrySource} does by default, sees each once.
 *   <li>A record that failed again is a new dead letter, and refused once it was put back {@link
 *       #atMost} times; one that was repaired is another record. Its header tells, where it still
 *       is in its topic; where it is not, or for a rejected reading, its bytes do, so that another
 *       one with the same key and value is refused with it.
 *   <li>It reads what is there when it begins, so never what comes of its own work.
 *   <li>A quarantined record goes back as it was, key and value, and its headers where it still is
 *       in its topic, among them its spool's origin: a filter by origin then takes it once, though
 *       it was delivered twice. A rejected reading is written anew, without headers, and needs
 *       {@link #to}.
 * </ul>
 *
 * <p>A record that was put back has the headers {@value #TIMES_HEADER}, how often in four bytes,
 * and {@value #OF_HEADER}, the id of the dead letter. Immutable: each step returns a new replay.
 */
public final class Replay {
  /** How often the record was put back, this time included: four bytes, big-endian. */
  public static final String TIMES_HEADER = "telemetry.replays";

  /** The id of the dead letter, in UTF-8. */
  public static final String OF_HEADER = "telemetry.replay-of";

  private final DeadLetters source;
  private final KafkaConnection connection;
  private final String letters;
  private final @Nullable String to;
  private final int atMost;
  private final int perSecond;
  private final Consumer<Replayed> listener;

  Replay(DeadLetters source, KafkaConnection connection, String letters) {
    this(source, connection, letters, null, 1, 1_000, replayed -> {});
  }

  private Replay(
      DeadLetters source,
      KafkaConnection connection,
      String letters,
      @Nullable String to,
      int atMost,
      int perSecond,
      Consumer<Replayed> listener) {
    this.source = source;
    this.connection = connection;
    this.letters = letters;
    this.to = to;
    this.atMost = atMost;
    this.perSecond = perSecond;
    this.listener = listener;
  }

  /**
   * Puts all of them into one topic instead of where they came from.
   *
   * @param topic that exists
   * @return the replay
   */
  public Replay to(String topic) {
    requireNonNull(topic, "topic");
    return new Replay(source, connection, letters, topic, atMost, perSecond, listener);
  }

  /**
   * How often the same record may be put back.
   *
   * @param times at least 1, which it is unless told
   * @return the replay
   */
  public Replay atMost(int times) {
    return new Replay(
        source, connection, letters, to, positive(times, "atMost"), perSecond, listener);
  }

  /**
   * How many records are put back in a second.
   *
   * @param records at least 1; 1,000 unless told
   * @return the replay
   */
  public Replay perSecond(int records) {
    return new Replay(
        source, connection, letters, to, atMost, positive(records, "perSecond"), listener);
  }

  private static int positive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be 1 or more, was " + value);
    }
    return value;
  }

  /**
   * Tells what becomes of each.
   *
   * @param newListener called after a record was put back for good, or was not
   * @return the replay
   */
  public Replay telling(Consumer<Replayed> newListener) {
    requireNonNull(newListener, "listener");
    return new Replay(source, connection, letters, to, atMost, perSecond, newListener);
  }

  String letters() {
    return letters;
  }

  int atMost() {
    return atMost;
  }

  int perSecond() {
    return perSecond;
  }

  Consumer<Replayed> listener() {
    return listener;
  }

  /**
   * Says what {@link #run(Predicate)} would do, and changes nothing.
   *
   * @param which of the dead letters
   * @return how many would be put back
   */
  public ReplayReport dryRun(Predicate<DeadLetter> which) {
    return over(ReplayRun.dry(this, connection), which);
  }

  /**
   * Puts dead letters back.
   *
   * @param which of them
   * @return how many were
   * @throws ReplayException where Kafka does not take them; those named were not put back
   */
  public ReplayReport run(Predicate<DeadLetter> which) {
    return over(ReplayRun.real(this, connection), which);
  }

  private ReplayReport over(ReplayRun begun, Predicate<DeadLetter> which) {
    try (begun;
        TelemetryAvroSerializer<SensorReading> readings = readings()) {
      source.forEach(which, letter -> begun.take(putBack(letter, readings)));
      return begun.end();
    }
  }

  /**
   * Says what {@link #run(Path)} would do, and changes nothing.
   *
   * @param repaired a file of dead letters
   * @return how many would be put back
   */
  public ReplayReport dryRun(Path repaired) {
    return over(ReplayRun.dry(this, connection), repaired);
  }

  /**
   * Puts back what stands in a file, as {@link DeadLetters#export} writes it and a person may have
   * repaired it: a dead letter a line, of which {@code id}, {@code topic}, {@code key}, {@code
   * value} (both in Base64) and {@code reading} count. A line with a {@code reading} is written as
   * one, whatever it was before.
   *
   * @param repaired the file
   * @return how many were put back
   * @throws IllegalArgumentException where a line is no dead letter; those before are put back
   * @throws ReplayException where Kafka does not take them; those named were not put back
   */
  public ReplayReport run(Path repaired) {
    return over(ReplayRun.real(this, connection), repaired);
  }

  private ReplayReport over(ReplayRun begun, Path repaired) {
    try (begun;
        TelemetryAvroSerializer<SensorReading> readings = readings();
        Stream<String> lines = Files.lines(repaired)) {
      lines
          .filter(line -> !line.isBlank())
          .map(DeadLetterJson::read)
          .forEach(line -> begun.take(putBack(line, readings)));
      return begun.end();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + repaired, e);
    }
  }

  private TelemetryAvroSerializer<SensorReading> readings() {
    return TelemetryAvroSerializer.of(connection.schemaRegistry(), Topics.READINGS);
  }

  private PutBack putBack(DeadLetter letter, TelemetryAvroSerializer<SensorReading> readings) {
    if (letter.content() instanceof Rejected rejected) {
      return putBack(letter.id(), to, null, rejected.getReading(), readings);
    }
    Quarantined record = (Quarantined) letter.content();
    return new PutBack(
        letter.id(),
        target(record.getTopic()),
        Place.of(record),
        record.getKey(),
        record.getValue());
  }

  private PutBack putBack(Line line, TelemetryAvroSerializer<SensorReading> readings) {
    SensorReading reading = line.reading();
    String topic = target(line.topic());
    return reading == null
        ? new PutBack(line.id(), topic, line.from(), line.key(), line.value())
        : putBack(line.id(), topic, line.from(), reading, readings);
  }

  private @Nullable String target(@Nullable String original) {
    return to == null ? original : to;
  }

  private static PutBack putBack(
      String id,
      @Nullable String topic,
      @Nullable Place from,
      SensorReading reading,
      TelemetryAvroSerializer<SensorReading> readings) {
    if (topic == null) {
      return new PutBack(id, null, from, null, null);
    }
    Topic<SensorReading> like = Topics.READINGS.named(topic);
    String key = like.keyOf(reading);
    byte[] value = requireNonNull(readings.serialize(topic, reading));
    return new PutBack(
        id,
        topic,
        from,
        key == null ? null : ByteBuffer.wrap(key.getBytes(UTF_8)),
        ByteBuffer.wrap(value));
  }
}
