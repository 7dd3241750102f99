package dev.telemetry.flink.source;

import dev.telemetry.flink.source.CompactedFetcher.Change;
import dev.telemetry.flink.source.CompactedSource.Removal;
import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.types.Either;

/** Hands on the changes, and at the end of what was there at the start the last watermark. */
@SuppressWarnings("try") // Flink's close() may be interrupted
final class CompactedReader<T extends SpecificRecord>
    extends SingleThreadMultiplexSourceReaderBase<
        Change<T>, Either<T, Either<Quarantined, Rejected>>, KnownKeys, KnownKeys> {

  CompactedReader(
      Supplier<SplitReader<Change<T>, KnownKeys>> fetcher,
      Removal<T> removal,
      SourceReaderContext context) {
    super(fetcher, new Emitter<>(removal), context.getConfiguration(), context);
  }

  private record Emitter<T extends SpecificRecord>(Removal<T> removal)
      implements RecordEmitter<Change<T>, Either<T, Either<Quarantined, Rejected>>, KnownKeys> {

    @Override
    public void emitRecord(
        Change<T> change,
        SourceOutput<Either<T, Either<Quarantined, Rejected>>> output,
        KnownKeys known) {
      switch (change.kind()) {
        case VALUE -> {
          known.keys.add(change.key());
          known.seen.add(change.key());
          output.collect(Either.Left(change.decoded().value()));
        }
        case UNREADABLE -> {
          known.seen.add(change.key()); // it is there, and what was read of it before stays
          output.collect(Either.Right(Either.Left(change.decoded().quarantined())));
        }
        case REMOVAL -> remove(change.key(), output, known);
        case ALL_READ -> {
          List.copyOf(known.keys).stream()
              .filter(key -> !known.seen.contains(key))
              .forEach(key -> remove(key, output, known));
          output.emitWatermark(new Watermark(Long.MAX_VALUE));
        }
        case WAITED_ENOUGH -> output.emitWatermark(new Watermark(Long.MAX_VALUE));
      }
    }

    private void remove(
        String key,
        SourceOutput<Either<T, Either<Quarantined, Rejected>>> output,
        KnownKeys known) {
      known.keys.remove(key);
      known.seen.remove(key);
      output.collect(Either.Left(removal.apply(key)));
    }
  }

  @Override
  protected KnownKeys initializedState(KnownKeys split) {
    return split;
  }

  @Override
  protected KnownKeys toSplitType(String id, KnownKeys state) {
    return state.copy();
  }

  @Override
  protected void onSplitFinished(Map<String, KnownKeys> finished) {}
}
