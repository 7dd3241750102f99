package dev.telemetry.flink.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.flink.type.Serialized;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PendingValuesTest {
  private static final PendingValuesSerializer SERIALIZER = new PendingValuesSerializer();

  record Entry(long time, double value, String metric, String unit) {}

  private static final Comparator<Entry> IN_ORDER =
      Comparator.comparingLong(Entry::time)
          .thenComparingDouble(Entry::value)
          .thenComparing(Entry::metric)
          .thenComparing(Entry::unit);

  @Provide
  Arbitrary<List<Entry>> entries() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 20),
            Arbitraries.of(-1.0, -0.0, 0.0, 2.5),
            Arbitraries.of("", "temperature", "pressure"),
            Arbitraries.of("", "Cel", "bar"))
        .as(Entry::new)
        .list()
        .ofMaxSize(50);
  }

  private static PendingValues pending(List<Entry> entries) {
    PendingValues pending = new PendingValues();
    entries.forEach(entry -> pending.add(entry.time, entry.value, entry.metric, entry.unit));
    return pending;
  }

  private static List<Entry> first(PendingValues pending, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new Entry(
                    pending.timeMillis(i), pending.value(i), pending.metric(i), pending.unit(i)))
        .toList();
  }

  @Property
  void handsOutInOneOrderWhateverTheOrderOfArrival(
      @ForAll("entries") List<Entry> entries, @ForAll("entries") List<Entry> later) {
    PendingValues pending = pending(entries);
    List<Entry> expected = new ArrayList<>(entries);
    expected.sort(IN_ORDER);
    List<Entry> due = expected.stream().filter(entry -> entry.time <= 10).toList();
    assertThat(first(pending, pending.until(10))).isEqualTo(due);

    pending.removeFirst(due.size());
    later.forEach(entry -> pending.add(entry.time, entry.value, entry.metric, entry.unit));
    expected.subList(0, due.size()).clear();
    expected.addAll(later);
    expected.sort(IN_ORDER);
    assertThat(pending.until(Long.MAX_VALUE)).isEqualTo(expected.size());
    assertThat(first(pending, expected.size())).isEqualTo(expected);
    assertThat(pending.isEmpty()).isEqualTo(expected.isEmpty());
  }

  @Property
  void survivesItsBytesAndIsCopiedWhole(@ForAll("entries") List<Entry> entries) throws IOException {
    PendingValues pending = pending(entries);
    pending.timerMillis = 7;
    byte[] bytes = Serialized.bytes(SERIALIZER, pending);
    PendingValues read = Serialized.value(SERIALIZER, bytes);
    PendingValues copy = SERIALIZER.copy(pending);
    pending.add(3, 1, "temperature", "Cel");
    for (PendingValues same : List.of(read, copy)) {
      assertThat(same.timerMillis).isEqualTo(7);
      assertThat(Serialized.bytes(SERIALIZER, same)).isEqualTo(bytes);
      assertThat(first(same, same.until(Long.MAX_VALUE))).hasSameSizeAs(entries);
    }
    assertThat(Serialized.copiedBytes(SERIALIZER, bytes)).isEqualTo(bytes);
  }
}
