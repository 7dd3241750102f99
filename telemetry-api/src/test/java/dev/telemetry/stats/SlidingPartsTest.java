package dev.telemetry.stats;

import static dev.telemetry.stats.TimeCourseTest.bytes;
import static dev.telemetry.stats.TimeCourseTest.golden;
import static dev.telemetry.stats.TimeCourseTest.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.telemetry.stats.TimeCourse.Rules;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SlidingPartsTest {
  private static final Rules RULES = Rules.PLAIN.above(1);

  /** Merged in order, its values stand in order: any mistake of the window shows. */
  private static final class Letters implements Mergeable<Letters> {
    private static int merges;
    private static int made;

    private String text = "";

    static Letters none() {
      made++;
      return new Letters();
    }

    @Override
    public void merge(Letters later) {
      merges++;
      text += later.text;
    }

    @Override
    public void set(Letters other) {
      text = other.text;
    }

    @Override
    public void clear() {
      text = "";
    }

    @Override
    public void writeTo(DataOutput out) throws IOException {
      out.writeUTF(text);
    }

    @Override
    public void readFrom(DataInput in) throws IOException {
      text = in.readUTF();
    }
  }

  /** The count and sum of whole numbers, which know no order. */
  private static final class Sum implements Mergeable<Sum> {
    private long sum;

    @Override
    public void merge(Sum later) {
      sum += later.sum;
    }

    @Override
    public void set(Sum other) {
      sum = other.sum;
    }

    @Override
    public void clear() {
      sum = 0;
    }

    @Override
    public void writeTo(DataOutput out) throws IOException {
      out.writeLong(sum);
    }

    @Override
    public void readFrom(DataInput in) throws IOException {
      sum = in.readLong();
    }
  }

  /** What happens to a window: some panes pass, the next one gets a value or an old one does. */
  record Step(int gap, int late, boolean restore) {}

  @Property(tries = 300)
  void totalsAreThoseOfTheirPanesInOrder(
      @ForAll("steps") List<Step> steps, @ForAll @IntRange(min = 1, max = 40) int length)
      throws IOException {
    SlidingParts<Letters> sliding = new SlidingParts<>(Letters::none);
    TreeMap<Long, String> naive = new TreeMap<>();
    long pane = -50;
    for (Step step : steps) {
      pane += step.gap;
      sliding.evictBefore(pane - length + 1);
      naive.headMap(pane - length + 1).clear();
      sliding.append(pane, letters("<" + pane + ">"));
      naive.put(pane, "<" + pane + ">");
      if (step.restore) {
        sliding = restored(sliding);
      }

      assertThat(total(sliding)).isEqualTo(String.join("", naive.values()));
      assertThat(sliding.size()).isEqualTo(naive.size());
      assertThat(sliding.oldestPane()).isEqualTo(naive.firstKey());
      assertThat(sliding.newestPane()).isEqualTo(pane);
    }
  }

  @Property(tries = 300)
  void takesLateChangesOfAnyPane(
      @ForAll("steps") List<Step> steps, @ForAll @IntRange(min = 1, max = 40) int length)
      throws IOException {
    SlidingParts<Sum> sliding = new SlidingParts<>(Sum::new);
    TreeMap<Long, Long> naive = new TreeMap<>();
    Sum total = new Sum();
    long pane = -50;
    long amount = 1;
    for (Step step : steps) {
      pane += step.gap;
      sliding.evictBefore(pane - length + 1);
      naive.headMap(pane - length + 1).clear();
      Sum closed = new Sum();
      closed.sum = amount++;
      sliding.append(pane, closed);
      naive.put(pane, closed.sum);
      long late = pane - step.late % length;
      long more = 1_000_000 * amount;
      sliding.change(late, part -> part.sum += more);
      naive.merge(late, more, Long::sum);
      if (step.restore) {
        SlidingParts<Sum> read = new SlidingParts<>(Sum::new);
        read.readFrom(in(written(sliding)));
        sliding = read;
      }

      sliding.total(total);
      assertThat(total.sum).isEqualTo(naive.values().stream().mapToLong(Long::longValue).sum());
      assertThat(sliding.size()).isEqualTo(naive.size());
    }
  }

  @Property(tries = 200)
  void slidesTheCourseOfValues(
      @ForAll("steps") List<Step> steps, @ForAll @IntRange(min = 1, max = 40) int length) {
    SlidingParts<TimeCourse> sliding = new SlidingParts<>(() -> new TimeCourse(RULES));
    TreeMap<Long, TimeCourse> naive = new TreeMap<>();
    TimeCourse open = new TimeCourse(RULES);
    TimeCourse last = new TimeCourse(RULES);
    TimeCourse total = new TimeCourse(RULES);
    long pane = 1_763_000_000L;
    for (Step step : steps) {
      pane += step.gap;
      open.clear();
      open.startAfter(last);
      open.add(1_000 * pane + step.late, 1e9 + step.late % 7);
      open.add(1_000 * pane + 900, 1e9 + step.gap);
      last.set(open);
      long first = pane - length + 1;
      sliding.evictBefore(first);
      naive.headMap(first).clear();
      sliding.append(pane, open);
      naive.put(pane, open.copy());

      sliding.total(total);
      assertSame(total, merged(naive), 1_000 * first, 1_000 * pane + 1_000);
    }
  }

  private static TimeCourse merged(Map<Long, TimeCourse> panes) {
    TimeCourse merged = new TimeCourse(RULES);
    panes.values().forEach(merged::merge);
    return merged;
  }

  private static void assertSame(TimeCourse total, TimeCourse naive, long start, long end) {
    assertThat(total.count()).isEqualTo(naive.count());
    assertThat(total.changes()).isEqualTo(naive.changes());
    assertThat(total.increase())
        .isCloseTo(naive.increase(), within(1e-9 * naive.increase() + 1e-9));
    assertThat(total.coveredSeconds(start, end)).isEqualTo(naive.coveredSeconds(start, end));
    assertThat(total.secondsAbove(start, end)).isEqualTo(naive.secondsAbove(start, end));
    assertThat(total.slopePerSecond()).isCloseTo(naive.slopePerSecond(), within(1e-9));
    assertThat(total.timeWeightedMean(start, end))
        .isCloseTo(naive.timeWeightedMean(start, end), within(3e-7));
  }

  @Test
  void mergesThreeTimesAPaneHoweverLongTheWindow() {
    for (int length : new int[] {10, 1_000}) {
      SlidingParts<Letters> sliding = new SlidingParts<>(Letters::none);
      Letters total = new Letters();
      Letters pane = new Letters();
      int before = Letters.merges;
      int panes = 10 * length;
      for (int i = 0; i < panes; i++) {
        sliding.evictBefore(i - length + 1);
        sliding.append(i, pane);
        sliding.total(total);
      }
      assertThat((Letters.merges - before) / (double) panes).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void makesNoMorePartsThanAFullWindowHolds() {
    SlidingParts<Letters> sliding = new SlidingParts<>(Letters::none);
    int before = Letters.made;
    for (int i = 0; i < 1_000; i++) {
      sliding.evictBefore(i - 99);
      sliding.append(i, letters("x"));
    }
    assertThat(Letters.made - before).isLessThanOrEqualTo(150);
  }

  @Test
  void runsEmptyWhenTimePasses() {
    SlidingParts<Letters> sliding = new SlidingParts<>(Letters::none);
    for (int i = 0; i < 100; i++) {
      sliding.append(i, letters("x"));
    }
    sliding.evictBefore(1_000);

    assertThat(sliding.isEmpty()).isTrue();
    assertThat(sliding.blocks()).isZero();
    assertThat(total(sliding)).isEmpty();
    assertThatIllegalStateException().isThrownBy(sliding::newestPane);
    sliding.append(3, letters("y"));
    assertThat(total(sliding)).isEqualTo("y");
  }

  @Test
  void refusesAPaneThatIsNotNewer() {
    SlidingParts<Letters> sliding = new SlidingParts<>(Letters::none);
    sliding.append(3, letters("x"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> sliding.append(3, letters("y")))
        .withMessageContaining("3");
  }

  @Test
  void writesOnlyTheBlocksThatChanged() throws IOException {
    SlidingParts<Letters> sliding = new SlidingParts<>(Letters::none);
    Map<Integer, byte[]> disk = new TreeMap<>();
    long written = 0;
    for (int i = 0; i < 2_000; i++) {
      sliding.evictBefore(i - 99);
      sliding.append(i, letters("<" + i + ">"));
      for (int block : sliding.changedBlocks().stream().toArray()) {
        disk.put(block, block(sliding, block));
        written++;
      }
      sliding.forgetChanges();
      if (i % 7 == 0) {
        assertThat(total(fromDisk(sliding, disk))).isEqualTo(total(sliding));
      }
    }
    assertThat(written).isLessThan(2_200);
  }

  private static SlidingParts<Letters> fromDisk(
      SlidingParts<Letters> sliding, Map<Integer, byte[]> disk) throws IOException {
    var head = new ByteArrayOutputStream();
    sliding.writeHead(new DataOutputStream(head));
    SlidingParts<Letters> read = new SlidingParts<>(Letters::none);
    read.readHead(in(head.toByteArray()));
    for (int block = 0; block < read.blocks(); block++) {
      read.readBlock(block, in(disk.get(block)));
    }
    return read;
  }

  private static byte[] block(SlidingParts<Letters> sliding, int block) throws IOException {
    var bytes = new ByteArrayOutputStream();
    sliding.writeBlock(block, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  @Test
  void readsWhatReleasesWrote() throws IOException {
    byte[] golden = golden("sliding-parts");
    SlidingParts<TimeCourse> read = new SlidingParts<>(() -> new TimeCourse(RULES));
    read.readFrom(in(golden));
    TimeCourse total = new TimeCourse(RULES);
    read.total(total);
    TimeCourse expected = new TimeCourse(RULES);
    example().total(expected);

    assertThat(bytes(total)).isEqualTo(bytes(expected));
    assertThat(written(example())).isEqualTo(golden).hasSize(17 + 129 + 4 + 3 * (8 + 129));
    golden[0] = 99;
    assertThatIOException().isThrownBy(() -> read.readFrom(in(golden))).withMessageContaining("99");
  }

  private static SlidingParts<TimeCourse> example() {
    SlidingParts<TimeCourse> sliding = new SlidingParts<>(() -> new TimeCourse(RULES));
    TimeCourse pane = new TimeCourse(RULES);
    for (int i = 0; i < 4; i++) {
      pane.clear();
      pane.add(1_000L * i, i);
      pane.add(1_000L * i + 500, 2.5 * i);
      sliding.evictBefore(i - 2);
      sliding.append(i, pane);
    }
    return sliding;
  }

  private static SlidingParts<Letters> restored(SlidingParts<Letters> sliding) throws IOException {
    SlidingParts<Letters> read = new SlidingParts<>(Letters::none);
    read.readFrom(in(written(sliding)));
    return read;
  }

  private static byte[] written(SlidingParts<?> sliding) throws IOException {
    var bytes = new ByteArrayOutputStream();
    sliding.writeTo(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static Letters letters(String text) {
    Letters letters = new Letters();
    letters.text = text;
    return letters;
  }

  private static String total(SlidingParts<Letters> sliding) {
    Letters total = new Letters();
    sliding.total(total);
    return total.text;
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> gaps =
        Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.just(1)),
            Tuple.of(3, Arbitraries.integers().between(2, 5)),
            Tuple.of(1, Arbitraries.integers().between(6, 100)));
    return Combinators.combine(
            gaps,
            Arbitraries.integers().between(0, 60),
            Arbitraries.integers().between(0, 9).map(die -> die == 0))
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(150);
  }
}
