package dev.telemetry.examples.faults.data;

import static dev.telemetry.examples.faults.data.Ammunition.frame;
import static dev.telemetry.examples.faults.data.Ammunition.renamed;
import static dev.telemetry.examples.faults.data.Ammunition.varint;

import dev.telemetry.kafka.serde.LimitExceededException;
import dev.telemetry.kafka.serde.MalformedRecordException;
import dev.telemetry.kafka.serde.MissingFrameException;
import dev.telemetry.kafka.serde.UndecodableException;
import dev.telemetry.kafka.serde.UnknownSchemaException;
import dev.telemetry.kafka.serde.UnreadableSchemaException;
import java.util.Arrays;
import java.util.Random;

/** The ways in which the bytes of a record are broken, each with the reason that it must get. */
enum Poison {
  TOMBSTONE(MissingFrameException.class, (a, good, random) -> null),
  UP_TO_FOUR_BYTES(
      MissingFrameException.class, (a, good, random) -> Arrays.copyOf(good, random.nextInt(5))),
  WRONG_MAGIC(
      MissingFrameException.class,
      (a, good, random) -> {
        byte[] wrong = good.clone();
        wrong[0] = (byte) (1 + random.nextInt(255));
        return wrong;
      }),
  JSON(MissingFrameException.class, (a, good, random) -> Ammunition.json()),
  UNKNOWN_ID(
      UnknownSchemaException.class,
      (a, good, random) -> renamed(good, a.unknown + random.nextInt(Poison.UNKNOWN_IDS))),
  NEGATIVE_ID(
      UnknownSchemaException.class,
      (a, good, random) -> renamed(good, Integer.MIN_VALUE | random.nextInt())),
  NEGATIVE_LENGTH(
      MalformedRecordException.class,
      (a, good, random) -> frame(idOf(good), varint(-1L - random.nextInt(1_000)), tail(good))),
  HUGE_LENGTH(
      MalformedRecordException.class,
      (a, good, random) ->
          frame(idOf(good), varint(Long.MAX_VALUE - random.nextInt()), tail(good))),
  TWO_GIGABYTES(
      MalformedRecordException.class,
      (a, good, random) -> frame(idOf(good), varint(Integer.MAX_VALUE), tail(good))),
  TRUNCATED(
      MalformedRecordException.class,
      (a, good, random) ->
          Arrays.copyOf(good, Ammunition.HEADER + random.nextInt(good.length - Ammunition.HEADER))),
  TRAILING(
      MalformedRecordException.class,
      (a, good, random) -> Arrays.copyOf(good, good.length + 1 + random.nextInt(50))),
  MANY_NULLS(
      LimitExceededException.class,
      (a, good, random) -> renamed(good, a.nulls, varint(2_000_000_000), varint(0))),
  OTHER_RECORD(UnreadableSchemaException.class, (a, good, random) -> renamed(good, a.anomaly)),
  NO_RECORD(UnreadableSchemaException.class, (a, good, random) -> renamed(good, a.number)),
  HUGE_SCHEMA(UnreadableSchemaException.class, (a, good, random) -> renamed(good, a.huge)),
  NESTED_SCHEMA(UnreadableSchemaException.class, (a, good, random) -> renamed(good, a.nested)),
  DEEP_SCHEMA(LimitExceededException.class, (a, good, random) -> renamed(good, a.deep)),
  PROTOBUF(UnreadableSchemaException.class, (a, good, random) -> renamed(good, a.protobuf)),
  NO_SCHEMA(UnreadableSchemaException.class, (a, good, random) -> renamed(good, a.noJson)),
  LONG_NAME(UnreadableSchemaException.class, (a, good, random) -> renamed(good, a.longName)),
  OVERSIZED(LimitExceededException.class, (a, good, random) -> Arrays.copyOf(good, 2 << 20));

  /** So many ids come again and again. */
  static final int UNKNOWN_IDS = 50;

  private interface Maker {
    byte[] make(Ammunition ammunition, byte[] good, Random random);
  }

  private final Class<? extends UndecodableException> reason;
  private final Maker maker;

  Poison(Class<? extends UndecodableException> reason, Maker maker) {
    this.reason = reason;
    this.maker = maker;
  }

  /** Breaks a good record; null is a record without a value. */
  byte[] make(Ammunition ammunition, byte[] good, Random random) {
    return maker.make(ammunition, good, random);
  }

  /** The name of the class that has to stand in the quarantine. */
  String reason() {
    return reason.getName();
  }

  /** Too large to be sent by the thousand. */
  boolean isLarge() {
    return this == OVERSIZED;
  }

  private static int idOf(byte[] frame) {
    return java.nio.ByteBuffer.wrap(frame).getInt(1);
  }

  /** All but the length of the first text, which takes one byte here. */
  private static byte[] tail(byte[] frame) {
    return Arrays.copyOfRange(frame, Ammunition.HEADER + 1, frame.length);
  }
}
