package dev.telemetry.benchmarks.serializers;

import dev.telemetry.benchmarks.Benchmark;
import dev.telemetry.benchmarks.BenchmarkException;
import dev.telemetry.benchmarks.CaseResult;
import dev.telemetry.benchmarks.Contestant;
import dev.telemetry.benchmarks.LoopContestant;
import dev.telemetry.benchmarks.Rounds;
import dev.telemetry.benchmarks.StubRegistry;
import dev.telemetry.benchmarks.job.BenchCluster;
import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.benchmarks.job.Fill;
import dev.telemetry.benchmarks.job.JobContestant;
import dev.telemetry.benchmarks.job.ReadingFormat;
import dev.telemetry.benchmarks.job.SensorReadings;
import dev.telemetry.kafka.serde.TelemetryAvroDeserializer;
import dev.telemetry.kafka.serde.TelemetryAvroSerializer;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topics;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Readings between Flink's tasks, and between Java and Kafka's bytes. */
public final class SerializersBenchmark implements Benchmark {
  private static final String SHUFFLE = "keyed-shuffle";
  private static final String TAGGED = "keyed-shuffle-2-tags";
  private static final String ENCODE = "encode";
  private static final String DECODE = "decode";
  private static final String DECODED_BY_OURS = "ours-decoded-by-ours";
  private static final String NO_SHUFFLE = "no-shuffle";
  private static final int KEYS = 1_000;
  private static final int TICKS = 20;
  private static final String TOPIC = Topics.READINGS.name();

  /** Makes the benchmark. */
  public SerializersBenchmark() {}

  @Override
  public String name() {
    return "serializers";
  }

  @Override
  public List<String> cases() {
    return List.of(SHUFFLE, TAGGED, ENCODE, DECODE);
  }

  @Override
  public Optional<CaseResult> run(String name, Rounds rounds) throws Exception {
    return Optional.of(
        switch (name) {
          case SHUFFLE -> shuffle(name, 0, rounds);
          case TAGGED -> shuffle(name, 2, rounds);
          default -> bytes(name, rounds);
        });
  }

  private static CaseResult shuffle(String name, int tags, Rounds rounds) throws Exception {
    Feed feed = new Feed(KEYS, false, Fill.NONE, 0, 1, TICKS, TICKS);
    try (BenchCluster cluster = BenchCluster.start(1)) {
      List<JobContestant> contestants =
          jobs(tags).stream().map(job -> new JobContestant(cluster, job, feed, TICKS)).toList();
      return withoutSource(
          rounds.measure(
              name,
              Map.of(
                  "keys",
                  KEYS,
                  "tags",
                  tags,
                  "parallelism",
                  1,
                  "objectReuse",
                  true,
                  "checkpoint",
                  "every 10 s"),
              contestants));
    }
  }

  private static List<ShuffleJob<?>> jobs(int tags) {
    RecordFormat records = new RecordFormat(true, false, tags);
    return List.of(
        new ShuffleJob<>("ours", "SensorReadingSerializer", records, SensorReading::getSensorId),
        new ShuffleJob<>(
            "pojo", "PojoSerializer", new PojoReading.Format(tags), reading -> reading.sensorId),
        new ShuffleJob<>(
            "flink-avro",
            "AvroSerializer",
            new RecordFormat(false, false, tags),
            SensorReading::getSensorId),
        new ShuffleJob<>(
            "row",
            "RowSerializer",
            new RowFormat(tags),
            row -> Objects.requireNonNull(row.<String>getFieldAs(0))),
        new ShuffleJob<>(
            DECODED_BY_OURS,
            "the same with texts as the SDK's decoder gives them",
            new RecordFormat(true, true, tags),
            SensorReading::getSensorId),
        new ShuffleJob<>(
            "bare-long", "what Flink costs without a reading", new BareLong(), any -> "all"),
        new ShuffleJob<>(NO_SHUFFLE, "source and sink in one task", records, null));
  }

  /** The source makes the same readings for all: what it takes is not the shuffle's. */
  private static CaseResult withoutSource(CaseResult all) {
    double source = all.cpuNanosPerEvent().getOrDefault(NO_SHUFFLE, Double.NaN);
    Map<String, Double> net = new LinkedHashMap<>();
    all.cpuNanosPerEvent().forEach((name, cpu) -> net.put(name, cpu - source));
    // its source makes fewer texts
    net.remove(DECODED_BY_OURS);
    Map<String, Object> parameters = new LinkedHashMap<>(all.parameters());
    parameters.put("cpuNanosPerEventWithoutSource", net);
    return new CaseResult(
        all.name(),
        parameters,
        all.eventsPerSecond(),
        all.cpuNanosPerEvent(),
        all.ratio(),
        all.spread());
  }

  private static CaseResult bytes(String one, Rounds rounds) throws Exception {
    try (StubRegistry registry = new StubRegistry();
        TelemetryAvroSerializer<SensorReading> serializer =
            TelemetryAvroSerializer.of(registry.client(), Topics.READINGS);
        TelemetryAvroDeserializer<SensorReading> deserializer =
            TelemetryAvroDeserializer.of(registry.client(), Topics.READINGS)) {
      PlainAvro plain = new PlainAvro();
      LookupPerRecord lookup = new LookupPerRecord();
      Function<SensorReading, byte[]> ours =
          reading -> Objects.requireNonNull(serializer.serialize(TOPIC, reading));
      check(ours, plain, lookup);
      List<? extends Contestant> contestants =
          one.equals(ENCODE)
              ? List.of(
                  encoder("ours", ours),
                  encoder("plain-avro", plain::encode),
                  encoder("lookup-per-record", reading -> lookup.encode(TOPIC, reading)))
              : List.of(
                  decoder(
                      "ours",
                      ours,
                      bytes -> Objects.requireNonNull(deserializer.deserialize(TOPIC, bytes))),
                  decoder("plain-avro", plain::encode, plain::decode),
                  decoder("lookup-per-record", ours, lookup::decode));
      return rounds.measure(one, Map.of("bytes", ours.apply(readings()[0]).length), contestants);
    }
  }

  private static void check(
      Function<SensorReading, byte[]> ours, PlainAvro plain, LookupPerRecord lookup) {
    for (SensorReading reading : readings()) {
      byte[] frame = ours.apply(reading);
      if (!lookup.decode(frame).equals(reading)
          || !plain.decode(plain.encode(reading)).equals(reading)
          || !Arrays.equals(frame, lookup.encode(TOPIC, reading))) {
        throw new BenchmarkException("the serializers do not write the same: " + reading);
      }
    }
  }

  private static SensorReading[] readings() {
    ReadingFormat.Maker<SensorReading> maker = new SensorReadings().maker(KEYS);
    return IntStream.range(0, KEYS)
        .mapToObj(key -> maker.make(key, Feed.START + key, 20 + key / 7.0, key))
        .toArray(SensorReading[]::new);
  }

  private static LoopContestant encoder(String name, Function<SensorReading, byte[]> encode) {
    SensorReading[] readings = readings();
    return new LoopContestant(
        name,
        times -> {
          long bytes = 0;
          for (int i = 0; i < times; i++) {
            bytes += encode.apply(readings[i % KEYS]).length;
          }
          return bytes;
        });
  }

  private static LoopContestant decoder(
      String name, Function<SensorReading, byte[]> encode, Function<byte[], SensorReading> decode) {
    byte[][] frames = Arrays.stream(readings()).map(encode).toArray(byte[][]::new);
    return new LoopContestant(
        name,
        times -> {
          long seen = 0;
          for (int i = 0; i < times; i++) {
            seen += decode.apply(frames[i % KEYS]).getSensorId().length();
          }
          return seen;
        });
  }
}
