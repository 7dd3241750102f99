package dev.telemetry.flink.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.EOFException;
import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextPoolTest {
  private final TextPool pool = new TextPool(64);

  private static byte[] bytes(List<String> texts) throws IOException {
    TextPool pool = new TextPool();
    DataOutputSerializer out = new DataOutputSerializer(64);
    for (String text : texts) {
      pool.write(text, out);
    }
    return out.getCopyOfBuffer();
  }

  private String read(String text) throws IOException {
    return pool.read(new DataInputDeserializer(bytes(List.of(text))));
  }

  @Property(tries = 500)
  void anyTextsComeBackInTheirOrder(@ForAll("texts") List<String> texts) throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(bytes(texts));
    for (String text : texts) {
      assertThat(pool.read(in)).isEqualTo(text);
    }
    assertThat(in.available()).isZero();
  }

  @Provide
  Arbitrary<List<String>> texts() {
    Arbitrary<String> any = Arbitraries.strings().ofMaxLength(300);
    Arbitrary<String> latin1 = Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(300);
    Arbitrary<String> ascii = Arbitraries.strings().ascii().ofMaxLength(40);
    return Arbitraries.oneOf(any, latin1, ascii).list().ofMaxSize(20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Cel",
        "pressure",
        "plant-1/line-02/press-003/000003",
        "\u00b5m",
        "b\u00fc\u20ac1",
        "\ud83c"
      })
  void keepsTheTextAsItIs(String text) throws IOException {
    assertThat(read(text)).isEqualTo(text);
  }

  @Test
  void givesTheSameInstanceAgain() throws IOException {
    assertThat(read("plant-1/line-02/press-003/000003"))
        .isSameAs(read("plant-1/line-02/press-003/000003"));
    assertThat(read("Cel")).isSameAs(read("Cel"));
  }

  @Test
  void holdsAsManyAsToldAndReadsTheOthersToo() throws IOException {
    Set<String> before = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < 1_000; i++) {
      before.add(read("sensor-" + i));
    }
    Set<String> held = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < 1_000; i++) {
      String text = read("sensor-" + i);
      assertThat(text).isEqualTo("sensor-" + i);
      held.add(text);
    }
    held.retainAll(before);
    assertThat(held).hasSizeBetween(1, 64);
  }

  @Test
  void holdsAllThereIsRoomFor() throws IOException {
    TextPool large = new TextPool(1 << 14);
    List<String> texts =
        IntStream.range(0, 2_000).mapToObj("plant-1/line-02/press-003/%06d"::formatted).toList();
    byte[] bytes = bytes(texts);
    DataInputDeserializer first = new DataInputDeserializer(bytes);
    List<String> once = texts.stream().map(any -> unchecked(large, first)).toList();
    DataInputDeserializer second = new DataInputDeserializer(bytes);
    for (String text : once) {
      assertThat(large.read(second)).isSameAs(text);
    }
  }

  private static String unchecked(TextPool pool, DataInputDeserializer in) {
    try {
      return pool.read(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void keepsNoTextThatIsLong() throws IOException {
    String text = "x".repeat(129);
    assertThat(read(text)).isEqualTo(text).isNotSameAs(read(text));
  }

  @Test
  void aWrongLengthTakesNoMemory() {
    byte[] twoGigabytes = {-1, -1, -1, -1, 15, 'x'};
    assertThatIOException()
        .isThrownBy(() -> pool.read(new DataInputDeserializer(twoGigabytes)))
        .isInstanceOf(EOFException.class);
    byte[] endless = {-1, -1, -1, -1, -1, 1};
    assertThatIOException()
        .isThrownBy(() -> pool.read(new DataInputDeserializer(endless)))
        .withMessageContaining("no text");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 63, 65, 1 << 25})
  void refusesASizeThatItCannotHave(int texts) {
    assertThatIllegalArgumentException().isThrownBy(() -> new TextPool(texts));
  }
}
