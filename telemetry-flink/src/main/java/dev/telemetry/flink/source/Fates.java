package dev.telemetry.flink.source;

import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.EitherTypeInfo;
import org.apache.flink.types.Either;
import org.apache.flink.util.OutputTag;

/**
 * What can become of a record that was read: a value, or a record for the quarantine, or a rejected
 * reading.
 */
final class Fates {
  static final OutputTag<Quarantined> QUARANTINED =
      new OutputTag<>("quarantined", RecordTypeInfo.ofRecord(Quarantined.class));
  static final OutputTag<Rejected> REJECTED =
      new OutputTag<>("ahead-of-time", RecordTypeInfo.ofRecord(Rejected.class));

  private Fates() {}

  static <C> TypeInformation<Either<C, Either<Quarantined, Rejected>>> typeOf(
      TypeInformation<C> carried) {
    return new EitherTypeInfo<>(
        carried,
        new EitherTypeInfo<>(
            RecordTypeInfo.ofRecord(Quarantined.class), RecordTypeInfo.ofRecord(Rejected.class)));
  }
}
